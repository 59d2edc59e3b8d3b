/// A simulation block by block, for those who look at it while it grows: what a block adds, and to leave away what came after one.

import Demand

extension Simulation {
  /// The blocks that begin with this future or later, each as a run of its own, but for lots, days and months.
  public func runs(from path: Int) -> [SimulationRun] {
    var first = 0
    var found: [SimulationRun] = []
    for block in blocks {
      if first >= path {
        found.append(block.run(of: world, seed: seed))
      }
      first += block.paths
    }
    return found
  }

  /// As if no more had been asked for than so many and what is left of their last block; all of them, if they are fewer.
  public func beginning(_ paths: Int) -> Simulation {
    var count = 0
    for block in blocks where count < paths { count += block.paths }
    return first(count)
  }

  /// As if no more had been asked for than these; they end where a block does.
  public func first(_ paths: Int) -> Simulation {
    var shorter = self
    var (kept, count) = (0, 0)
    while kept < blocks.count, count < paths {
      count += blocks[kept].paths
      kept += 1
    }
    precondition(count == paths, "futures that end with a block")
    shorter.blocks.removeSubrange(kept...)
    shorter.asked = paths
    shorter.wasInterrupted = false
    return shorter
  }
}
