/// Blocks of futures over several ranks: each block is simulated by one of them. Either all of them get all blocks, in their
/// order, so that everything that follows is the same everywhere, and the same as in a process that is alone; or each keeps what came of
/// its own, and all get to know of problems alone.

import Quantities

extension Ranks {
  typealias Work<Result> =
    @Sendable (_ worker: Int, _ claim: () -> Int?, _ finish: (Int, Result) -> Void) ->
    Void

  /// Of so many blocks those that were handed out before it was over; or the problem of the first one that has any.
  func blocks(
    _ count: Int, of world: World, threads: Int, isOver: @escaping @Sendable () -> Bool,
    each: (Int) -> Void, work: @escaping Work<BlockResult>
  ) throws(SimulationError) -> [BlockResult] {
    let own = divided(count, threads: threads, isOver: isOver, each: each, work: work)
    return try everybodys(
      own.map { ($0.block, $0.result.problem.map { .failure($0) } ?? .success($0.result)) }, of: world)
  }

  /// What comes of a block stays where it was simulated: `work` tells its problem, if it has one.
  func scattered(
    _ count: Int, of world: World, threads: Int, isOver: @escaping @Sendable () -> Bool,
    each: (Int) -> Void, work: @escaping Work<SimulationError?>
  ) throws(SimulationError) {
    let own = divided(count, threads: threads, isOver: isOver, each: each, work: work)
    _ = try everybodys(
      own.compactMap { block, problem in problem.map { (block, .failure($0)) } }, of: world)
  }

  private func divided<Result: Sendable>(
    _ count: Int, threads: Int, isOver: @escaping @Sendable () -> Bool, each: (Int) -> Void,
    work: @escaping Work<Result>
  ) -> [(block: Int, result: Result)] {
    let threads = min(threads, count)
    var own: [(block: Int, result: Result)] = []
    divide(units: count, threads: threads, isOver: isOver) { claim in
      own = Workers.run(threads: threads, source: claim, each: each, work: work)
    }
    return own
  }

  private typealias Outcome = Result<BlockResult, SimulationError>

  /// In the order of the blocks.
  private func everybodys(
    _ own: [(block: Int, outcome: Outcome)], of world: World
  ) throws(SimulationError) -> [BlockResult] {
    var writer = PackedWriter()
    for (block, outcome) in own { pack(block, outcome, into: &writer) }
    var all = own
    do throws(PackedError) {
      for (other, bytes) in gather(writer.bytes).enumerated() where other != rank {
        var reader = PackedReader(bytes)
        while !reader.isAtEnd { all.append(try unpacked(from: &reader, of: world)) }
      }
    } catch {
      throw .notOfOne
    }
    return try all.sorted { $0.block < $1.block }.map { found throws(SimulationError) in
      try found.outcome.get()
    }
  }

  /// Of a block with a problem only that: its figures are none.
  private func pack(_ block: Int, _ outcome: Outcome, into writer: inout PackedWriter) {
    writer.put(block)
    switch outcome {
    case .success(let result):
      writer.put(0)
      result.pack(into: &writer)
    case .failure(let problem):
      writer.put(problem.plan == nil ? 1 : 2)
      writer.put(problem.plan ?? "")
      writer.put(problem.message)
    }
  }

  private func unpacked(
    from reader: inout PackedReader, of world: World
  ) throws(PackedError) -> (Int, Outcome) {
    let (block, kind) = (try reader.int(), try reader.int())
    if kind == 0 { return (block, .success(try BlockResult(from: &reader, of: world))) }
    let plan = try reader.text()
    let message = try reader.text()
    return (block, .failure(SimulationError(plan: kind == 1 ? nil : plan, message: message)))
  }
}

extension SimulationError {
  /// What another rank sent cannot be read.
  public static var notOfOne: SimulationError {
    SimulationError(
      plan: nil, message: "a rank sent what this one cannot read; are all of them the same program?")
  }
}
