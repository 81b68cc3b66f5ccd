package import Logging

/// syslog(3)'s levels, as the journal stores them.
package enum JournalPriority: Int, Sendable {
  case critical = 2
  case error, warning, notice, info, debug

  package init(_ level: Logger.Level) {
    self =
      switch level {
      // The journal knows nothing below debug.
      case .trace, .debug: .debug
      case .info: .info
      case .notice: .notice
      case .warning: .warning
      case .error: .error
      case .critical: .critical
      }
  }
}
