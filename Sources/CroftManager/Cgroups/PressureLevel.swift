/// Whether pressure is high, without wavering around the limit. Pure.
struct PressureLevel: Sendable, Equatable {
  /// In percent of the time, as the kernel's averages are.
  let limitPercent: Double
  private(set) var isHigh = false

  /// What has to be left behind before pressure counts as over: a quarter below the limit.
  private var reliefPercent: Double { limitPercent * 3 / 4 }

  init(limitPercent: Double) { self.limitPercent = limitPercent }

  /// Takes the average of the last ten seconds.
  mutating func observe(_ percent: Double) {
    isHigh = percent >= limitPercent || (isHigh && percent >= reliefPercent)
  }
}
