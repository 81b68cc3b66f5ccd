extension ConfigurationKeys {
  private typealias Key = SectionKey<ManagerConfiguration.ExecutorSection>
  private static let initial = ManagerConfiguration.ExecutorSection()

  static let executorSection = ConfigurationSection(
    "Executor", "Limits of each executor.", \.executor,
    keys: [
      Key(
        "MemoryHighPercent", \.memoryHighPermyriad, .percentage, "90%", initial: initial,
        "The part of its memory above which an executor is slowed down and told to spill."),
      Key("MemorySwapMax", \.memorySwap, .sizeOrInfinity, "0", initial: initial, "The swap space it may use."),
      Key("TasksMax", \.tasks, .countOrInfinity, "4096", initial: initial, "The processes and threads it may have."),
      Key(
        "CPUMode", \.coreSharing, .choice, "weight", initial: initial,
        "How its cores are its own: by weight, by quota, or exclusively."),
      Key(
        "IOWeight", \.ioWeight, ConfigurationValue<Int>.integer(1...10_000).optional, "", initial: initial,
        "The weight of its input and output; unset: the kernel's."),
      Key(
        "IOReadBandwidthMax", \.ioRead, .bandwidth, "", initial: initial,
        "A device and the bytes a second that may be read from it; may be given several times."),
      Key(
        "IOWriteBandwidthMax", \.ioWrite, .bandwidth, "", initial: initial,
        "A device and the bytes a second that may be written to it; may be given several times."),
      Key(
        "OutOfMemoryGrowth", \.outOfMemoryGrowth, .factor(1...16), "2", initial: initial,
        "What the memory of an executor that ran out of it is multiplied by for the next."),
      Key(
        "OutOfMemoryCap", \.outOfMemoryCap, .memoryOrInfinity, "infinity", initial: initial,
        "The most memory that an executor is grown to."),
    ])
}
