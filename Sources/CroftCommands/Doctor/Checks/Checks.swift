/// The checks of an installation, each a pure function of what was read.
enum Checks {
  static func diagnosis(of facts: InstallationFacts) -> Diagnosis {
    Diagnosis(
      findings: units(facts) + lingering(facts) + socket(facts) + manager(facts) + cgroup(facts) + limits(facts)
        + journal(facts) + facts.disks.map { disk($0) } + configuration(facts) + programs(facts.programs)
        + kernel(facts.kernel) + clock(facts.kernel))
  }
}
