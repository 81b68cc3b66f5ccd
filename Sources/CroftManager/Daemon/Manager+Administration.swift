import CroftProtocol
import CroftSystemd
import Logging

// What administrators change.
extension Manager {
  /// Reads the configuration again and applies it to the live farm.
  ///
  /// - Returns: What was wrong with it, a sentence each: those keys keep their defaults.
  @discardableResult func reload() -> [String] { service.reload(readConfiguration) }

  private func readConfiguration() -> [String] {
    measureAgain()
    let loaded = settings.loadConfiguration()
    for problem in loaded.problems { log.entry(.configurationWrong, "\(problem)") }
    configuration = loaded.configuration
    configurationSettings = loaded.settings
    let warnings = apply()
    let files = loaded.files.isEmpty ? "there are no files" : loaded.files.joined(separator: ", ")
    announce(.reloaded, "the configuration was read again: \(files)")
    note(allocator.configured(configuration.allocator(capacity: settings.capacity(as: configuration)), now: now))
    return loaded.problems.map(\.description) + warnings
  }

  /// Hands the parts of the configuration to those whom they concern, but for the allocator.
  @discardableResult func apply() -> [String] {
    let (limits, problems) = configuration.executorLimits()
    for problem in problems { log.entry(.configurationWrong, "\(problem)") }
    cgroups.executorLimits = limits
    settings.logThreshold.level = configuration.manager.logLevel
    pressure.watch(limitPercent: Double(configuration.manager.memoryPressurePermyriad) / 100)
    return problems.map(\.description)
  }

  func scale(_ method: Scale) throws(ManagerError) -> Scale.Reply {
    do {
      try settings.configurationFiles.scale(method.assignments)
    } catch let problem as ScaleDropIn.Problem {
      throw .badConfiguration(problems: ["\(problem)"])
    } catch {
      throw .failed(reason: "\(error)")
    }
    return Scale.Reply(warnings: reload() + overridden(method.assignments))
  }

  /// All keys with the values in force. What no key says of the end is told as it will be.
  func listSettings() -> GetConfiguration.Reply {
    GetConfiguration.Reply(
      settings: configurationSettings.map { setting in
        var setting = setting
        if setting.key == "StopMode", setting.value.isEmpty { setting.value = stopMode.rawValue }
        return setting
      })
  }

  /// What the command line said when the manager was started counts after all files.
  private func overridden(_ assignments: [Scale.Assignment]) -> [String] {
    let fixed = assignments.filter { assignment in
      settings.overrides.contains { ($0.section, $0.key) == (assignment.section, assignment.key) }
    }
    return fixed.map {
      "[\($0.section)] \($0.key)= has no effect: croftd's command line says otherwise; start it without"
    }
  }

  func drain(_ method: Drain) -> EmptyReply {
    announce(.draining, method.enabled ? "new applications are refused" : "new applications are taken again")
    note(method.enabled ? allocator.drain(now: now) : allocator.undrain(now: now))
    return EmptyReply()
  }
}
