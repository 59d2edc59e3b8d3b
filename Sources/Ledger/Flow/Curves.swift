/// The curves of one future, read by second. Seconds count from the start; `flow(kind, s)` is what has been asked for in the
/// seconds before `s`. Where steps begin and curves lie is prepared once for a run (`CurvePlaces`), so that a glance at a
/// curve is two loads and a division.

import Quantities

/// Where the curves of every future lie, and between which seconds they run straight.
final class CurvePlaces: Sendable {
  let start: Int64
  let grid: TimeGrid
  let stopsAtEveryWindow: Bool
  /// Values from the first curve to the end of the last.
  let room: Int
  /// Where all steps are alike: 2^64 over their seconds, rounded up; 0: none that tells the step of every second.
  fileprivate let reciprocal: UInt64
  fileprivate let boundaries: Flat<Int64>
  fileprivate let stretches: Flat<Int32>
  fileprivate let offsets: Flat<Int>

  init(_ shape: FlowShape) {
    (start, grid, stopsAtEveryWindow) = (shape.start.seconds, shape.grid, shape.stopsAtEveryWindow)
    room = shape.kinds.reduce(0) { max($0, $1.offset + shape.steps + 1) }
    let step = UInt64(grid.even)
    // n / d is the upper half of n times (2^64 / d, rounded up) while n x d is below 2^64.
    let isExact = step > 1 && !step.multipliedReportingOverflow(by: UInt64(grid.length)).overflow
    reciprocal = isExact ? UInt64.max / step + 1 : 0
    boundaries = Flat(grid.boundaries)
    stretches = Flat(grid.steps)
    offsets = Flat(shape.kinds.map(\.offset))
  }
}

/// Good for as long as the places and the values are held.
struct Curves {
  let start: Int64
  /// Seconds from the start to the end.
  let length: Int64
  let steps: Int
  /// How many kinds flow.
  let kinds: Int
  let stopsAtEveryWindow: Bool
  /// Demand is known before this second; what comes from then on is not to be asked for.
  let known: Int64
  private let even: Int64
  private let reciprocal: UInt64
  private let shift: Int64
  private let boundaries: UnsafePointer<Int64>
  private let stretches: UnsafePointer<Int32>
  private let offsets: UnsafePointer<Int>
  private let values: UnsafePointer<Int64>

  /// Below it, times the seconds of a step, an amount stays in 64 bits.
  private static let wide: Int64 = 1 << 44

  /// `known`: so many steps are known; nil: all.
  init(_ places: CurvePlaces, _ values: UnsafeBufferPointer<Int64>, known: Int? = nil) {
    precondition(values.count >= places.room, "a value at each boundary of each curve")
    start = places.start
    steps = places.boundaries.count - 1
    length = places.boundaries[steps]
    self.known = places.boundaries[known ?? steps]
    kinds = places.offsets.count
    stopsAtEveryWindow = places.stopsAtEveryWindow
    (even, shift, reciprocal) = (places.grid.even, places.grid.shift, places.reciprocal)
    boundaries = UnsafePointer(places.boundaries.address)
    stretches = UnsafePointer(places.stretches.address)
    offsets = UnsafePointer(places.offsets.address)
    self.values = values.baseAddress ?? UnsafePointer(places.boundaries.address)
  }

  /// All of it is known.
  var isWhole: Bool { known == length }

  /// No more than so much is ever asked for.
  @inline(__always)
  func whole(_ kind: Int) -> Int64 { isWhole ? boundary(kind, steps) : .max }

  // MARK: Steps

  /// As `TimeGrid.step(at:)`, which would count references at every glance.
  @inline(__always)
  func step(at second: Int64) -> Int {
    precondition(UInt64(bitPattern: second) <= UInt64(bitPattern: length), "a second of the run")
    if reciprocal > 0 { return Int(UInt64(second).multipliedFullWidth(by: reciprocal).high) }
    if even > 0 { return Int(second / even) }
    if second >= length { return steps }
    var step = Int(stretches[Int(second >> shift)])
    while boundaries[step &+ 1] <= second { step &+= 1 }
    return step
  }

  @inline(__always)
  func start(of step: Int) -> Int64 {
    precondition(UInt(bitPattern: step) <= UInt(bitPattern: steps), "a step of the run")
    return boundaries[step]
  }

  @inline(__always) func length(of step: Int) -> Int64 { start(of: step &+ 1) &- boundaries[step] }

  // MARK: What has been asked for

  /// A kind's curve.
  @inline(__always)
  private func curve(_ kind: Int) -> UnsafePointer<Int64> {
    precondition(UInt(bitPattern: kind) < UInt(bitPattern: kinds), "a kind that flows")
    return values + offsets[kind]
  }

  @inline(__always)
  func boundary(_ kind: Int, _ step: Int) -> Int64 {
    precondition(UInt(bitPattern: step) <= UInt(bitPattern: steps), "a step of the run")
    return curve(kind)[step]
  }

  @inline(__always)
  func flow(_ kind: Int, _ second: Int64) -> Int64 {
    let step = step(at: second)
    let curve = curve(kind)
    let below = curve[step]
    let rest = second &- boundaries[step]
    guard rest > 0 else { return below }
    return below &+ part(curve[step &+ 1] &- below, rest, of: boundaries[step &+ 1] &- boundaries[step])
  }

  /// What of a step's demand flows in its first `seconds`: rounded down.
  @inline(__always) private func part(_ demand: Int64, _ seconds: Int64, of length: Int64) -> Int64 {
    if demand < Curves.wide { return demand &* seconds / length }
    return Int64(Int128(demand) * Int128(seconds) / Int128(length))
  }

  /// The first of these boundaries, from the one at `first` on, between which and the next one a kind asks for more than so
  /// much; the last of them: nowhere.
  func firstRise(of kind: Int, over limit: Int64, from first: Int, at places: UnsafeBufferPointer<Int32>)
    -> Int
  {
    precondition(!places.isEmpty && places[places.count - 1] <= steps, "ascending steps of the run")
    let curve = curve(kind)
    var place = first
    while place &+ 1 < places.count,
      curve[Int(places[place &+ 1])] &- curve[Int(places[place])] <= limit
    { place &+= 1 }
    return place
  }

  /// Steps of demand, up to where a pause is over (LimitCalendar.swift).
  struct Stretch {
    var first: Int
    var end: Int
    /// So many of them as a session spans ask for more than its limit.
    var isMet = false
    /// The curves end before the pause does.
    var isOpen = false
    /// It ends where demand is known.
    var isKnown = true
  }

  /// The stretch that begins with the first step from `from` on that asks for something, or with `from` itself where a session is under
  /// way. `most`: so many steps a session spans at most.
  func stretch(
    of set: KindSet, from: Int, isUnderWay: Bool, pause: Int64, most: Int, over limit: Int64
  ) -> Stretch {
    precondition(0 <= from && from <= steps, "a step of the run")
    if let kind = set.only {
      let curve = curve(kind)
      return stretch(from, isUnderWay, pause, most, limit) { curve[$0] }
    }
    return stretch(from, isUnderWay, pause, most, limit) { flow(set, boundary: $0) }
  }

  @inline(__always)
  private func stretch(
    _ from: Int, _ isUnderWay: Bool, _ pause: Int64, _ most: Int, _ limit: Int64, asked: (Int) -> Int64
  ) -> Stretch {
    let known = isWhole ? steps : step(at: known)
    var (step, before) = (from, asked(from))
    if !isUnderWay {
      while step < known, asked(step &+ 1) == before { step &+= 1 }
    }
    var stretch = Stretch(first: step, end: step)
    // The end of the last step that asks for something.
    var last = boundaries[step]
    while step < known, boundaries[step] &- last < pause {
      let above = asked(step &+ 1)
      step &+= 1
      guard above > before else { continue }
      (before, last) = (above, boundaries[step])
      if above &- asked(max(stretch.first, step &- most)) > limit { stretch.isMet = true }
    }
    stretch.end = step
    stretch.isOpen = step == steps && boundaries[step] &- last < pause
    stretch.isKnown = known == steps || step < known
    return stretch
  }

  /// What those of these steps last together in which a kind asks for something.
  func seconds(ofSteps range: ClosedRange<Int>, asking kind: Int) -> Int64 {
    precondition(0 <= range.lowerBound && range.upperBound < steps, "steps of the run")
    let curve = curve(kind)
    var seconds: Int64 = 0
    if even > 0 {
      for step in range { seconds &+= curve[step &+ 1] > curve[step] ? even : 0 }
    } else {
      for step in range where curve[step &+ 1] > curve[step] {
        seconds &+= boundaries[step &+ 1] &- boundaries[step]
      }
    }
    return seconds
  }

  func flow(_ set: KindSet, boundary step: Int) -> Int64 {
    if let kind = set.only { return boundary(kind, step) }
    var sum: Int64 = 0
    for kind in set { sum &+= boundary(kind, step) }
    return sum
  }

  @inline(__always)
  func flow(_ set: KindSet, _ second: Int64) -> Int64 {
    if let kind = set.only { return flow(kind, second) }
    var sum: Int64 = 0
    for kind in set { sum &+= flow(kind, second) }
    return sum
  }

  /// The first second from `from` on, before `to`, by whose end the set has asked for `target` since the start;
  /// nil: none.
  func second(_ set: KindSet, reaching target: Int64, from: Int64, to: Int64) -> Int64? {
    if let kind = set.only { return crossing(kind, reaching: target, from: from, to: to)?.second }
    guard from < to else { return nil }
    var low = step(at: from)
    let last = step(at: to - 1)
    // The step whose end reaches the target is after `low` steps that do not.
    let stride = 24
    while low + stride <= last, flow(set, boundary: low + stride) < target { low += stride }
    while low <= last, flow(set, boundary: low + 1) < target { low += 1 }
    guard low <= last else { return nil }
    let second = max(from, secondInStep(set, low, reaching: target))
    return second < to ? second : nil
  }

  private func secondInStep(_ set: KindSet, _ step: Int, reaching target: Int64) -> Int64 {
    let (begin, length) = (start(of: step), length(of: step))
    var (low, high) = (Int64(1), length)
    while low < high {
      let middle = (low + high) / 2
      if flow(set, begin + middle) < target { low = middle + 1 } else { high = middle }
    }
    return begin + low - 1
  }

  /// The same of one kind, and what it has asked for before that second.
  @inline(__always)
  func crossing(
    _ kind: Int, reaching target: Int64, from: Int64, to: Int64
  ) -> (second: Int64, before: Int64)? {
    guard from < to else { return nil }
    let (curve, last) = (curve(kind), step(at: to - 1))
    precondition(last < steps, "a second of the run")
    let step = Curves.firstStep(curve, from: step(at: from), to: last, reaching: target)
    guard step <= last else { return nil }
    let (begin, below) = (boundaries[step], curve[step])
    let (length, demand, wanted) = (
      boundaries[step &+ 1] &- begin, curve[step &+ 1] &- below, target &- below
    )
    var second = begin
    if wanted > 0 {
      // The least r with floor(demand x r / length) >= wanted.
      let least =
        demand < Curves.wide
        ? (wanted &* length &+ demand &- 1) / demand
        : Int64((Int128(wanted) * Int128(length) + Int128(demand) - 1) / Int128(demand))
      second &+= least &- 1
    }
    second = max(from, second)
    guard second < to else { return nil }
    return (second, second > begin ? below &+ part(demand, second &- begin, of: length) : below)
  }

  /// The first of these steps whose end reaches the target; the one behind them: none. In long strides, then in short ones,
  /// and among eight by halves without a branch that nobody can foretell.
  @inline(__always)
  private static func firstStep(
    _ curve: UnsafePointer<Int64>, from first: Int, to last: Int, reaching target: Int64
  ) -> Int {
    let ends = curve + 1
    var step = first
    while step &+ 64 <= last, ends[step &+ 63] < target { step &+= 64 }
    while step &+ 8 <= last, ends[step &+ 7] < target { step &+= 8 }
    if step &+ 8 <= last {
      step &+= ends[step &+ 3] < target ? 4 : 0
      step &+= ends[step &+ 1] < target ? 2 : 0
      return step &+ (ends[step] < target ? 1 : 0)
    }
    while step <= last, ends[step] < target { step &+= 1 }
    return step
  }
}
