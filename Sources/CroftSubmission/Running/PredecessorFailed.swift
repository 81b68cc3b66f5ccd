/// A job that another one waited for has not ended well, so that the other one isn't started. No other driver would do
/// better.
package struct PredecessorFailed: Error, CustomStringConvertible {
  package let description: String

  /// - Parameter description: which one, and how it ended.
  package init(_ description: String) { self.description = description }
}
