/// The seconds between which demand flows evenly: the boundaries of steps, counted from a start. Either all steps are alike
/// (15 minutes, an hour, a day), or the boundaries are where something changes: a day begins, an office opens.
/// At the boundary: a step holds its first second and not the first of the next one.

public struct TimeGrid: Hashable, Sendable {
  /// Ascending: 0, the end of the first step, ..., the end of the last one.
  public let boundaries: [Int64]
  /// What every step lasts, if all are alike; else 0.
  public let even: Int64
  /// The step that holds the first second of each stretch of `1 << shift` seconds; empty where all are alike.
  package let steps: [Int32]
  package let shift: Int64

  /// So many steps of this length.
  public init(step: Int64, steps count: Int) {
    precondition(step > 0 && count >= 0, "steps have a length")
    boundaries = (0...count).map { Int64($0) * step }
    even = step
    (steps, shift) = ([], 0)
  }

  /// `boundaries`: ascending, the first of them 0.
  public init(boundaries: [Int64]) {
    precondition(boundaries.first == 0, "it begins at the start")
    precondition(zip(boundaries, boundaries.dropFirst()).allSatisfy { $0 < $1 }, "steps have a length")
    self.boundaries = boundaries
    let length = boundaries.last ?? 0
    let first = boundaries.count > 1 ? boundaries[1] : 0
    if zip(boundaries, boundaries.dropFirst()).allSatisfy({ $1 - $0 == first }) {
      even = first
      (steps, shift) = ([], 0)
      return
    }
    even = 0
    // Stretches of 34 minutes: few steps are shorter.
    shift = 11
    var places: [Int32] = []
    var step: Int32 = 0
    for stretch in 0...(length >> shift) {
      while Int(step) + 2 < boundaries.count, boundaries[Int(step) + 1] <= stretch << shift { step += 1 }
      places.append(step)
    }
    steps = places
  }

  public var count: Int { boundaries.count - 1 }
  /// Seconds.
  public var length: Int64 { boundaries[boundaries.count - 1] }

  public func start(of step: Int) -> Int64 { boundaries[step] }
  public func end(of step: Int) -> Int64 { boundaries[step + 1] }
  public func length(of step: Int) -> Int64 { boundaries[step + 1] - boundaries[step] }
  public var shortest: Int64 {
    even > 0 ? even : zip(boundaries, boundaries.dropFirst()).map { $1 - $0 }.min() ?? 0
  }

  /// The step that holds a second of the grid; the end of all is in a step behind the last one.
  public func step(at second: Int64) -> Int {
    if even > 0 { return Int(second / even) }
    if second >= length { return count }
    var step = Int(steps[Int(second >> shift)])
    while boundaries[step + 1] <= second { step += 1 }
    return step
  }
}
