/// The control protocol as the manager describes itself: the text that GetInterfaceDescription returns.
/// The Swift types in this folder match it, name by name.
package enum ManagerInterface {
  package static let name = "io.croft.Manager"

  /// What `io.croft.Manager.varlink` holds, the file beside this one.
  package static let text = String(decoding: PackageResources.io_croft_Manager_varlink, as: UTF8.self)
}
