/// What is wrong with inputs, a command or its variables: one sentence for whoever wrote them, with the cure.
package struct BatchError: Error, Equatable, Sendable, CustomStringConvertible {
  package let description: String

  package init(_ description: String) { self.description = description }
}
