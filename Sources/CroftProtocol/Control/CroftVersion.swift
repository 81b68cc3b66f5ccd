/// The version of all of Croft: the manager, the library and the command line are released together.
package enum CroftVersion {
  package static let current = "0.1.0"
}
