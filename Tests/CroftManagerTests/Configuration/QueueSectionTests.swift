import Testing

@testable import CroftManager

@Suite struct QueueSectionTests {
  private typealias Queue = ManagerConfiguration.QueueSection

  @Test func aQueueForNobodyInParticularIsForAll() {
    #expect(Queue(name: "a").admits(userID: 5, groupIDs: []))
  }

  @Test func aUserOrAGroupOpensAQueue() {
    let queue = Queue(name: "a", users: [AccountName("5")], groups: [AccountName("50")])
    #expect(queue.admits(userID: 5, groupIDs: []))
    #expect(queue.admits(userID: 6, groupIDs: [1, 50]))
    #expect(!queue.admits(userID: 6, groupIDs: [5]))
  }

  @Test func aNameThatIsUnknownDoesNotOpenAQueueToAll() {
    #expect(!Queue(name: "a", users: [AccountName("nobody-here")]).admits(userID: 5, groupIDs: []))
  }

  @Test func thereIsAlwaysOneDefaultQueue() {
    var configuration = ManagerConfiguration()
    #expect(configuration.completeQueues == [Queue(name: "default", isDefault: true)])
    configuration.queues = [Queue(name: "batch"), Queue(name: "night")]
    #expect(configuration.completeQueues.map(\.name) == ["batch", "default", "night"])
    #expect(configuration.completeQueues.filter(\.isDefault).map(\.name) == ["default"])
    configuration.queues = [Queue(name: "batch", isDefault: true)]
    #expect(configuration.completeQueues == configuration.queues)
  }

  @Test func aQueueCalledDefaultKeepsWhatIsSaidOfIt() {
    var configuration = ManagerConfiguration()
    configuration.queues = [Queue(name: "default", weight: 7)]
    #expect(configuration.completeQueues == [Queue(name: "default", weight: 7, isDefault: true)])
  }
}
