/// The demand of the first futures of a seed, drawn once: for whoever lets plan after plan live through the same futures. What is
/// drawn is the same whether it is remembered or not.

import Demand
import Scenario

/// By reference: every simulation of the same futures shares it.
final class RememberedFutures: Sendable {
  let futures: [DemandPath]
  /// Of the time after the horizon; empty: nobody looks past it.
  let afterwards: [DemandPath]

  init(_ futures: [DemandPath], _ afterwards: [DemandPath]) {
    (self.futures, self.afterwards) = (futures, afterwards)
  }
}

extension World {
  /// Of one future, with the time after its horizon.
  fileprivate var bytesOfFuture: Int {
    func bytes(_ demand: DemandModel) -> Int { 8 * columnCount * (demand.steps + 1) }
    return 512 + bytes(demand) + (afterwards.map(bytes) ?? 0)
  }
}

extension Simulation {
  /// How many futures fit into so many bytes, in whole blocks.
  public func futures(fitting bytes: Int) -> Int {
    bytes / world.bytesOfFuture / Simulation.usualBlock * Simulation.usualBlock
  }

  /// How many are remembered.
  public var remembered: Int { world.remembered?.futures.count ?? 0 }

  /// The same with so many first futures remembered, those that it remembers already among them; what was drawn before an interrupt, if
  /// one comes.
  public func remembering(
    _ futures: Int, threads: Int, isInterrupted: @escaping @Sendable () -> Bool = { false }
  ) -> Simulation {
    guard Together.ranks != nil else {
      return drawing(futures, threads: threads, isInterrupted: isInterrupted)
    }
    // Every rank draws all of them, for itself. An interrupt has to find all ranks at the same future.
    var grown = self
    while grown.remembered < futures {
      Together.agreeOnTime()
      if isInterrupted() { break }
      let next = min(futures, grown.remembered + Simulation.usualBlock)
      grown = grown.drawing(next, threads: threads, isInterrupted: { false })
    }
    return grown
  }

  private func drawing(
    _ futures: Int, threads: Int, isInterrupted: @escaping @Sendable () -> Bool
  ) -> Simulation {
    typealias Drawn = (futures: [DemandPath], afterwards: [DemandPath])
    let (demand, later, seed) = (world.demand, world.afterwards, seed)
    let (known, block) = (remembered, 64)
    guard futures > known else { return self }
    let drawn: [Drawn] = Workers.run(
      blocks: (futures - known + block - 1) / block, threads: threads, isInterrupted: isInterrupted,
      each: { _ in },
      work: { _, claim, finish in
        var (future, next) = (DemandPath(), DemandPath())
        while let number = claim() {
          var drawn: Drawn = ([], [])
          for path in known + number * block..<min(known + (number + 1) * block, futures) {
            demand.draw(path: path, seed: seed, into: &future)
            drawn.futures.append(future.remembered)
            guard let later else { continue }
            later.begin(path: path, seed: seed, after: future.endings, into: &next)
            while later.known(next) < later.steps { later.drawOn(path: path, seed: seed, into: &next) }
            drawn.afterwards.append(next.remembered)
          }
          finish(number, drawn)
        }
      })
    var other = self
    other.world.remembered = RememberedFutures(
      (world.remembered?.futures ?? []) + drawn.flatMap(\.futures),
      (world.remembered?.afterwards ?? []) + drawn.flatMap(\.afterwards))
    return other
  }
}
