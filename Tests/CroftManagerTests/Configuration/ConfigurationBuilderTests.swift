import CroftProtocol
import Logging
import Testing

@testable import CroftManager

@Suite struct ConfigurationBuilderTests {
  @Test func everySectionIsRead() {
    let (configuration, problems) = configured(
      """
      [Manager]
      Cores=6
      StopMode=drain
      DrainTimeoutSec=2h
      AdministratorsGroup=
      LogLevel=debug
      [Executor]
      CPUMode=exclusive
      IOWeight=50
      [Limits]
      UserMemoryMax=50%
      ApplicationsMax=9
      [User 1000]
      CoresMax=infinity
      [Queue night]
      Policy=fifo
      Users=1 2
      Users=3
      [History]
      MaxSize=2G
      [Backoff]
      Failures=3
      """)
    #expect(problems == [])
    #expect(configuration.manager.cores == .exactly(6))
    #expect(configuration.manager.stopMode == .drain)
    #expect(configuration.manager.drainTimeoutMilliseconds == 7_200_000)
    #expect(configuration.manager.administratorsGroup == nil)
    #expect(configuration.manager.logLevel == .debug)
    #expect(configuration.executor.coreSharing == .exclusive)
    #expect(configuration.executor.ioWeight == 50)
    #expect(configuration.limits.user.memory == .permyriad(5000))
    #expect(configuration.limits.applications == 9)
    #expect(configuration.users.map(\.cores) == [.unlimited])
    #expect(configuration.queues.map(\.policy) == [.fifo])
    #expect(configuration.queues.first?.users.map(\.id) == [1, 2, 3])
    #expect(configuration.history.maximumBytes == 2 << 30)
    #expect(configuration.backoff.failures == 3)
  }

  @Test func laterOnesOverrideAndAnEmptyOneResets() {
    let (configuration, problems) = configured(
      """
      [Manager]
      ReclaimSec=5
      ReclaimSec=7
      Cores=3
      Cores=
      [Queue a]
      Users=1
      Users=
      Users=2
      [Queue a]
      Weight=7
      """)
    #expect(problems == [])
    #expect(configuration.manager.reclaimMilliseconds == 7000)
    #expect(configuration.manager.cores == ManagerConfiguration().manager.cores)
    #expect(configuration.queues.map(\.weight) == [7])
    #expect(configuration.queues.first?.users.map(\.id) == [2])
  }

  @Test func aWrongValueKeepsTheEarlierOne() {
    let (configuration, problems) = configured("[Manager]\nReclaimSec=5\nReclaimSec=soon\n")
    #expect(configuration.manager.reclaimMilliseconds == 5000)
    #expect(
      problems.map(\.description) == [
        """
        f:3: [Manager] ReclaimSec=soon can't be read: it has to be a time span such as 30s or 5min 20s, ignoring
        """
      ])
  }

  @Test(arguments: [
    ("[Manager]\nCoers=1", 2, "Coers= is no key: did you mean Cores=?"),
    ("[Manager]\nWeight=1", 2, "Weight= is no key: it belongs in [Queue NAME]"),
    ("[Manager]\nFrobnicate=1", 2, "Frobnicate= is no key, ignoring"),
    ("[Manger]\nCores=1", 1, "[Manger] is no section, did you mean [Manager]?"),
    ("[Frobnication]\nCores=1", 1, "[Frobnication] is no section, ignoring"),
    ("[Queue]\nWeight=1", 1, "[Queue] needs a name: write [Queue NAME]"),
    ("[Queue a b]\nWeight=1", 1, "has a name of other than"),
    ("[Manager x]\nCores=1", 1, "takes no name: write [Manager]"),
    ("[Queue a]\nCoresMin=9\nCoresMax=8", 2, "CoresMin= (9) is above CoresMax= (8)"),
    ("[Queue a]\nMemoryMin=60%\nMemoryMax=50%", 2, "MemoryMin= (4831838208) is above MemoryMax= (4026531840)"),
    ("[Queue a]\nDefault=yes\n[Queue b]\nDefault=yes", 4, "as [Queue a] does"),
    ("[User alice]\nCoresMax=1\n[User 7]\nCoresMax=2", 1, "are one user"),
    ("[Backoff]\nFirstSec=1h", 2, "FirstSec= is above MaxSec="),
  ])
  func aMistakeIsNamedWithItsPlace(text: String, line: Int, complaint: String) {
    let (_, problems) = configured(text)
    #expect(problems.map(\.line) == [line])
    #expect(problems.map(\.severity) == [.error])
    #expect(problems.first?.description.contains(complaint) == true, "\(problems)")
  }

  @Test(arguments: [
    ("[Queue a]\nCoresMin=5\n[Queue b]\nCoresMin=50%", 4, "CoresMin= add up to 9, but there are 8 cores"),
    ("[Manager]\nMemory=50%\n[Queue a]\nMemoryMin=4G", 4, "add up to 4096 MiB, but there are 3840 MiB"),
    ("[User bob]\nCoresMax=1", 1, "[User bob] names the user 'bob'"),
    ("[Queue a]\nGroups=staff nobodies", 2, "[Queue a] Groups= names the group 'nobodies'"),
    ("[Manager]\nAdministratorsGroup=nobodies", 2, "names the group 'nobodies'"),
  ])
  func whatMayBeRightElsewhereIsAWarning(text: String, line: Int, complaint: String) {
    let (_, problems) = configured(text)
    #expect(problems.map(\.line) == [line])
    #expect(problems.map(\.severity) == [.warning])
    #expect(problems.first?.description.contains(complaint) == true, "\(problems)")
  }

  @Test func contradictionsAreTakenBack() {
    let (configuration, _) = configured(
      "[Queue a]\nCoresMin=9\nCoresMax=8\nDefault=yes\n[Queue b]\nDefault=yes\n[User alice]\n[User 7]\nCoresMax=2\n")
    #expect(configuration.queues.map(\.minimum.cores) == [.exactly(0), .exactly(0)])
    #expect(configuration.queues.map(\.isDefault) == [true, false])
    #expect(configuration.users.map(\.account.name) == ["7"])
  }

  @Test func accountsAreLookedUp() {
    let (configuration, problems) = configured("[User alice]\n[Queue a]\nUsers=alice\nGroups=staff\n")
    #expect(problems == [])
    #expect(configuration.users.map(\.account.id) == [7])
    #expect(configuration.queues.first?.users.map(\.id) == [7])
    #expect(configuration.queues.first?.groups.map(\.id) == [50])
    // Nobody asked for the default group, which isn't there.
    #expect(configuration.manager.administratorsGroup?.id == nil)
  }

  @Test func whatBelongsToOtherProgramsIsLeftAlone() {
    let (configuration, problems) = configured("[X-Other]\nA=1\n[Manager]\nX-Note=1\n")
    #expect(problems == [])
    #expect(configuration == ManagerConfiguration())
  }

  @Test func queuesAreBounded() {
    let count = ConfigurationBuilder.instanceLimit + 2
    let (configuration, problems) = configured(
      (1...count).map { "[Queue q\($0)]\n" }.joined() + "[Queue q1]\nWeight=2\n")
    #expect(configuration.queues.count == ConfigurationBuilder.instanceLimit)
    #expect(configuration.queues.first { $0.name == "q1" }?.weight == 2)
    #expect(problems.map(\.line) == [count - 1, count])
  }

  /// On a machine of 8 cores and 7.5 GiB, where there are the user alice and the group staff.
  private func configured(_ text: String) -> (ManagerConfiguration, [ConfigurationProblem]) {
    let parser = ConfigurationParser.parse(Array(text.utf8), file: "f")
    var builder = ConfigurationBuilder()
    for problem in parser.problems { builder.complain(problem) }
    for part in parser.parts { builder.apply(part) }
    builder.finish(capacity: Resources(cores: 8, memoryBytes: 15 << 29), accounts: .sample)
    return (builder.configuration, builder.problems)
  }
}

extension AccountLookup {
  static let sample = AccountLookup(userID: { ["alice": 7][$0] }, groupID: { ["staff": 50][$0] })
}
