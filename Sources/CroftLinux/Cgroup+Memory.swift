extension Cgroup {
  /// Where the kernel begins to take memory back (`memory.high`); nil without such a limit.
  package var memoryHighBytes: Int? { number("memory.high") }

  /// The part of its memory that the kernel can't take back without swap: not the pages of files, nor what the kernel
  /// itself keeps for later. nil without the memory controller.
  package var boundMemoryBytes: Int? {
    guard let current = number("memory.current") else { return nil }
    let parts = keyedValues("memory.stat")
    // What lies in memory alone, such as files of a tmpfs, is in the lists of anonymous pages.
    let free = ["active_file", "inactive_file", "slab_reclaimable"].reduce(0) {
      $0 + Int(clamping: parts[$1, default: 0])
    }
    return max(0, current - free)
  }

  private func number(_ file: String) -> Int? {
    read(file).flatMap { Int($0.prefix { !$0.isWhitespace }) }
  }
}
