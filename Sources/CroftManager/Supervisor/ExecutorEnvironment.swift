import CroftProtocol

/// What an executor finds in its environment: the application's variables, and the manager's word on what it is.
enum ExecutorEnvironment {
  static func variables(
    application: [String], key: ExecutorKey, resources: Resources, scratch: String
  ) -> [String] {
    let own: [(name: String, value: String)] = [
      ("CROFT_ROLE", "executor"),
      // The descriptor of the socket to the driver.
      ("CROFT_CHANNEL", "3"),
      ("CROFT_APPLICATION", "\(key.application)"),
      ("CROFT_EXECUTOR", "\(key.executor)"),
      ("CROFT_EXECUTOR_CORES", "\(resources.cores)"),
      ("CROFT_EXECUTOR_MEMORY", "\(resources.memoryBytes)"),
      ("CROFT_SCRATCH", scratch),
    ]
    let replaced = Set(own.map(\.name))
    return application.filter { !replaced.contains(String($0.prefix { $0 != "=" })) }
      + own.map { "\($0.name)=\($0.value)" }
  }
}
