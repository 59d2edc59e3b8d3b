/// Demand as it flows: for each kind of request a curve of what has been asked for since the start, in whole
/// nano-dollars at the boundaries of steps, straight in between. So demand is known at every second, and what
/// happens between two steps (a delivery, a dry balance) happens at its own second, whatever the step.

import Quantities

package struct FlowShape: Sendable {
  /// Requests that the same scopes of the plan admit.
  package struct Kind: Sendable {
    package var mask: ScopeMask
    /// Where its curve begins among the curves: `steps + 1` values, the first 0, never falling.
    package var offset: Int
    package var sizes: RequestSizes

    package init(mask: ScopeMask, offset: Int, sizes: RequestSizes = .fluid) {
      self.mask = mask
      self.offset = offset
      self.sizes = sizes
    }
  }

  package var start: Instant
  package var grid: TimeGrid
  package var kinds: [Kind]
  /// Stop at the turn of every cap and allowance, also of those that this future's demand cannot meet: the same to the
  /// nano-dollar, only slower, and each posting is then a request that a replay answers alike.
  package var stopsAtEveryWindow = false

  package init(start: Instant, step: Int64, steps: Int, kinds: [Kind]) {
    self.init(start: start, grid: TimeGrid(step: step, steps: steps), kinds: kinds)
  }

  package init(start: Instant, grid: TimeGrid, kinds: [Kind]) {
    precondition(kinds.count <= 64, "sets of kinds are 64 bits")
    precondition(
      Set(kinds.map(\.mask)).count == kinds.count, "requests that the same scopes admit are one kind")
    self.start = start
    self.grid = grid
    self.kinds = kinds
  }

  /// Seconds from the start to the end.
  package var length: Int64 { grid.length }
  package var steps: Int { grid.count }

  /// Where calendar months (UTC) end, from the start; the last of them with the run.
  package var monthEnds: [Int64] {
    var ends: [Int64] = []
    var end = start.startOfNextMonth.seconds - start.seconds
    while end < length {
      ends.append(end)
      end = Instant(seconds: start.seconds + end).startOfNextMonth.seconds - start.seconds
    }
    return ends + [length]
  }
}

/// The curves of one future, read by second. Seconds count from the start; `flow(kind, s)` is what has been asked for
/// in the seconds before `s`.
struct Curves {
  let shape: FlowShape
  let values: UnsafeBufferPointer<Int64>

  /// Below it, times the seconds of a step, an amount stays in 64 bits.
  private static let wide: Int64 = 1 << 44

  @inline(__always) func boundary(_ kind: Int, _ step: Int) -> Int64 {
    values[shape.kinds[kind].offset + step]
  }

  @inline(__always) func flow(_ kind: Int, _ second: Int64) -> Int64 {
    let step = shape.grid.step(at: second)
    let below = boundary(kind, step)
    let rest = second - shape.grid.start(of: step)
    guard rest > 0 else { return below }
    return below + part(boundary(kind, step + 1) - below, rest, of: shape.grid.length(of: step))
  }

  /// What of a step's demand flows in its first `seconds`: rounded down.
  @inline(__always) private func part(_ demand: Int64, _ seconds: Int64, of length: Int64) -> Int64 {
    if demand < Curves.wide { return demand &* seconds / length }
    return Int64(Int128(demand) * Int128(seconds) / Int128(length))
  }

  func flow(_ set: KindSet, boundary step: Int) -> Int64 {
    if let kind = set.only { return boundary(kind, step) }
    var sum: Int64 = 0
    for kind in shape.kinds.indices where set.holds(kind) { sum &+= boundary(kind, step) }
    return sum
  }

  func flow(_ set: KindSet, _ second: Int64) -> Int64 {
    var sum: Int64 = 0
    for kind in shape.kinds.indices where set.holds(kind) { sum &+= flow(kind, second) }
    return sum
  }

  /// The first second from `from` on, before `to`, by whose end the set has asked for `target` since the start;
  /// nil: none. Strides over the steps, then halves.
  func second(_ set: KindSet, reaching target: Int64, from: Int64, to: Int64) -> Int64? {
    guard from < to else { return nil }
    var low = shape.grid.step(at: from)
    let last = shape.grid.step(at: to - 1)
    // The step whose end reaches the target is after `low` steps that do not.
    let stride = 24
    if let kind = set.only {
      let offset = shape.kinds[kind].offset + 1
      while low + stride <= last, values[offset + low + stride - 1] < target { low += stride }
      var high = min(low + stride, last + 1)
      while low < high {
        let middle = (low + high) / 2
        if values[offset + middle] < target { low = middle + 1 } else { high = middle }
      }
    } else {
      while low + stride <= last, flow(set, boundary: low + stride) < target { low += stride }
      while low <= last, flow(set, boundary: low + 1) < target { low += 1 }
    }
    guard low <= last else { return nil }
    let second = max(from, secondInStep(set, low, reaching: target))
    return second < to ? second : nil
  }

  private func secondInStep(_ set: KindSet, _ step: Int, reaching target: Int64) -> Int64 {
    let (begin, length) = (shape.grid.start(of: step), shape.grid.length(of: step))
    if let kind = set.only {
      let below = boundary(kind, step)
      let (wanted, demand) = (target - below, boundary(kind, step + 1) - below)
      guard wanted > 0 else { return begin }
      // The least r with floor(demand x r / length) >= wanted.
      if demand < Curves.wide { return begin + (wanted &* length &+ demand &- 1) / demand - 1 }
      let exact = Int128(wanted) * Int128(length)
      return begin + Int64((exact + Int128(demand) - 1) / Int128(demand)) - 1
    }
    var (low, high) = (Int64(1), length)
    while low < high {
      let middle = (low + high) / 2
      if flow(set, begin + middle) < target { low = middle + 1 } else { high = middle }
    }
    return begin + low - 1
  }
}
