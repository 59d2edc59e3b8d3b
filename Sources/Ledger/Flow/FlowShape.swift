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
