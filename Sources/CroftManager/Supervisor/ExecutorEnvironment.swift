import CroftProtocol

/// What an executor finds in its environment: the application's variables, and the manager's word on what it is.
enum ExecutorEnvironment {
  static func variables(
    application: [String], key: ExecutorKey, resources: Resources, scratch: String, output: ExecutorOutput
  ) -> [String] {
    EnvironmentVariables.replacing(
      application,
      [
        ("CROFT_ROLE", "executor"),
        // The descriptor of the socket to the driver.
        ("CROFT_CHANNEL", "3"),
        ("CROFT_APPLICATION", "\(key.application)"),
        ("CROFT_EXECUTOR", "\(key.executor)"),
        ("CROFT_EXECUTOR_CORES", "\(resources.cores)"),
        ("CROFT_EXECUTOR_MEMORY", "\(resources.memoryBytes)"),
        ("CROFT_SCRATCH", scratch),
        (ExecutorOutputMode.variable, output == .journal ? ExecutorOutputMode.journal : nil),
        // It is for the driver alone: who has it can speak for the application.
        ("CROFT_APPLICATION_SECRET", nil),
      ])
  }
}

enum EnvironmentVariables {
  /// The variables with those of the given names replaced, or removed where the value is nil.
  static func replacing(_ variables: [String], _ own: [(name: String, value: String?)]) -> [String] {
    let replaced = Set(own.map(\.name))
    return variables.filter { !replaced.contains(String($0.prefix { $0 != "=" })) }
      + own.compactMap { name, value in value.map { "\(name)=\($0)" } }
  }
}
