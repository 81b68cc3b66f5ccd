import CroftLinux
import CroftSystemd
import Glibc

/// Keeps the cgroup in which croftd's executors live, so that they outlive croftd: see croftd(8).
@main
enum CroftPool {
  static func main() {
    guard CommandLine.arguments.count == 1 else { Notice.explainAndExit() }
    let notifier = ServiceNotifier()
    do {
      let signals = try ProcessSignals.descriptor(for: [SIGTERM, SIGINT])
      let link = try PoolLink.fromEnvironment()
      let pool = try DelegatedPool.ofThisProcess()
      for controller in pool.missing { Notice.missing(controller, in: pool.cgroup) }
      try link.point(to: pool.cgroup)
      notifier.ready(status: "\(pool.cgroup.path) hands down \(pool.controllers.joined(separator: ", "))")
      try ProcessSignals.wait(on: signals)
      notifier.stopping(status: "All executors end")
      link.remove(from: pool.cgroup)
    } catch {
      notifier.failed(status: "It can't start: \(error)", errno: (error as? SystemError)?.errno)
      Notice.failAndExit(error)
    }
  }
}
