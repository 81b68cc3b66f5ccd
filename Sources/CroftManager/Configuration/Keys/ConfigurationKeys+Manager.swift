extension ConfigurationKeys {
  private typealias Key = SectionKey<ManagerConfiguration.ManagerSection>
  private static let initial = ManagerConfiguration.ManagerSection()

  static let managerSection = ConfigurationSection(
    "Manager", "The manager itself.", \.manager,
    keys: [
      Key("Cores", \.cores, .cores, "100%", initial: initial, "The cores to hand out."),
      Key("Memory", \.memory, .memory, "100%", initial: initial, "The memory to hand out."),
      Key(
        "StopMode", \.stopMode, .stopMode, "", initial: initial,
        "What SIGTERM does to executors; unset: keep where there is a delegated pool, else kill."),
      Key(
        "DrainTimeoutSec", \.drainTimeoutMilliseconds, .timeSpanOrInfinity, "infinity", initial: initial,
        "How long applications may go on when the manager drains."),
      Key(
        "ReconnectSec", \.reconnectMilliseconds, .timeSpan, "30s", initial: initial,
        "How long the manager waits for drivers to come back after it was started again."),
      Key(
        "AdministratorsGroup", \.administratorsGroup, .accountOrNone, "croft-admin", initial: initial,
        "Whose members see and end the applications of all users; empty: only root."),
      Key(
        "AllowRoot", \.allowRoot, .boolean, "no", initial: initial,
        "Whether a manager that serves all users runs applications of root."),
      Key(
        "LogLevel", \.logLevel, .choice, "info", initial: initial, "What is logged: this and everything graver."),
      Key(
        "MemoryPressureLimit", \.memoryPressurePermyriad, .percentage, "60%", initial: initial,
        "The memory pressure of the pool above which nothing is granted; 0%: never."),
      Key(
        "ReclaimSec", \.reclaimMilliseconds, .timeSpan, "30s", initial: initial,
        "How long a driver may take to give an executor back that another queue is due."),
      Key(
        "DecommissionSec", \.decommissionMilliseconds, .timeSpan, "5min", initial: initial,
        "How long a driver may take to give an executor back that is above a lowered limit."),
      Key(
        "PatienceSec", \.patienceMilliseconds, .timeSpan, "5min", initial: initial,
        "How long a request waits until it goes before all others, whatever their priority."),
      Key(
        "DriverRestarts", \.driverRestarts, .integer(0...1000), "3", initial: initial,
        "How often the driver of a detached application is started again after it failed."),
    ])
}
