/// Parts of a run: any division gives the whole, and what does not belong, is damaged or is missing is told by name.

import Analysis
import Foundation
import Quantities
import Results
import Scenario
import Shards
import Simulation
import Testing

private typealias NamedFile = (name: String, file: ShardFile)

private func together(_ files: [NamedFile]) throws -> ShardSet {
  try ShardSet(files.map { Shard($0.name, $0.file) })
}

@Suite struct ShardTests {
  private static func work(
    _ text: String = twoPlans, futures: Int = 2_000, seed: UInt64 = 1
  ) throws -> ShardWork {
    ShardWork(
      try Simulation(try scenario(text), seed: seed), futures: futures, path: "s.yaml", text: text,
      program: "1.2.3")
  }

  private static func shards(_ count: Int, _ work: ShardWork) throws -> [NamedFile] {
    try (0..<count).map { index in
      let part = ShardHeader.Part(index: index, of: count)
      return ("\(index).shard", try #require(try work.simulate(part, threads: 2)))
    }
  }

  private static func bytes(_ simulation: Simulation) throws -> [[UInt8]] {
    try simulation.packed(0..<1, of: 256, threads: 1)
  }

  @Test("blocks are divided without a gap, none larger by more than one", arguments: [1, 3, 7, 8, 64])
  func division(_ count: Int) {
    for blocks in [0, 1, 7, 8, 63, 64, 1_000_003] {
      let parts = (0..<count).map { ShardHeader.Part(index: $0, of: count).blocks(of: blocks) }
      #expect(parts.first?.lowerBound == 0 && parts.last?.upperBound == blocks)
      #expect(zip(parts, parts.dropFirst()).allSatisfy { $0.upperBound == $1.lowerBound })
      let sizes = parts.map(\.count)
      #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) <= 1)
    }
  }

  @Test("any number of parts makes the run of one process", arguments: [1, 3, 7, 20])
  func merged(_ count: Int) throws {
    let work = try Self.work()
    var whole = work.simulation
    try whole.run(upTo: 2_000, threads: 2)
    let set = try together(try Self.shards(count, work).reversed())
    #expect(set.missing.isEmpty && set.futures == 2_000)
    try set.check(work)
    let held = try set.held(by: work, threads: 1)
    let (a, b) = (held.result, whole.result)
    #expect(a.paths == b.paths && a.demand == b.demand && a.controls == b.controls)
    for (one, other) in zip(a.runs, b.runs) {
      for outcome in Outcome.allCases { #expect(one.column(outcome) == other.column(outcome)) }
      #expect(one.lots == other.lots && one.outageDays == other.outageDays)
      #expect(one.balances == other.balances && one.months.totals == other.months.totals)
    }
    #expect(a.months.totals == b.months.totals && a.months.first == b.months.first)
  }

  @Test("a file comes back as it was written, whatever its path is called")
  func back() throws {
    let work = try Self.work(futures: 300)
    let file = try #require(try work.simulate(.init(index: 0, of: 1), threads: 1))
    var header = file.header
    header.path = "a \\ b\n: ü/s.yaml"
    header.part = nil
    header.blocks = [0..<1, 1..<2]
    let named = ShardFile(header, payload: file.payload)
    let read = try ShardFile(bytes: named.bytes)
    #expect(read.header == header && read.payload == file.payload)
  }

  @Test("every changed, missing and added byte is told as damage")
  func damage() throws {
    let file = try #require(try Self.work(futures: 300).simulate(.init(index: 1, of: 2), threads: 1))
    let bytes = file.bytes
    var chance = Chance(seed: 1)
    for _ in 0..<200 {
      var spoilt = bytes
      spoilt[chance.below(spoilt.count)] ^= UInt8(1 << chance.below(8))
      #expect(throws: ShardError.self) { try ShardFile(bytes: spoilt) }
      #expect(throws: ShardError.self) {
        try ShardFile(bytes: Array(bytes.prefix(chance.below(bytes.count))))
      }
    }
    #expect(throws: ShardError.self) { try ShardFile(bytes: bytes + [10]) }
    #expect(throws: ShardError.self) { try ShardFile(bytes: []) }
    let later = Array("lotwise shard 2".utf8) + bytes.dropFirst(15)
    #expect(try Self.problem { try ShardFile(bytes: later) }.contains("format 2"))
    let other = Array("lotwise: 1\n".utf8)
    #expect(try Self.problem { try ShardFile(bytes: other) }.contains("is no shard"))
  }

  private static func problem(_ body: () throws -> Any) throws -> String {
    do {
      _ = try body()
      return ""
    } catch let error as ShardError { return error.description }
  }

  @Test("what is not of one run is refused, and named")
  func foreign() throws {
    let own = try Self.shards(3, try Self.work())
    func refused(_ files: [NamedFile]) throws -> String { try Self.problem { try together(files) } }
    let seed = ("seed", try Self.shards(3, try Self.work(seed: 2))[1].file)
    #expect(try refused([own[0], seed]).contains("seed is of another seed (2) than 0.shard"))
    let more = ("more", try Self.shards(3, try Self.work(futures: 2_001))[1].file)
    #expect(try refused([own[0], more]).contains("another number of futures (2001)"))
    let changed = (
      "changed", try Self.shards(3, try Self.work(twoPlans.replacing("$60 per", with: "$61 per")))[1].file
    )
    #expect(try refused([own[0], changed]).contains("changed is of another scenario"))
    func altered(_ change: (inout ShardHeader) -> Void) -> NamedFile {
      var header = own[1].file.header
      change(&header)
      return ("altered", ShardFile(header, payload: own[1].file.payload))
    }
    #expect(try refused([own[0], altered { $0.card = "0" }]).contains("other prices"))
    #expect(try refused([own[0], altered { $0.engine = "0" }]).contains("makes other numbers"))
    #expect(try refused([own[0], altered { $0.program = "9" }]).contains("another version (9)"))
    #expect(try refused([own[0], altered { $0.sampling = .plain }]).contains("sampled in another way"))
    #expect(try refused([]).contains("no shards"))
    // Two divisions of one run.
    let two = try Self.shards(2, try Self.work())
    #expect(try refused([own[0], own[1], two[0]]).contains("have futures in common"))
  }

  @Test("a part that is there twice is taken once; twice and not the same is refused")
  func twice() throws {
    let own = try Self.shards(3, try Self.work())
    let set = try together(own + [("again.shard", own[1].file)])
    #expect(set.repeated == ["again.shard"] && set.futures == 2_000)
    let other = ShardFile(own[1].file.header, payload: own[2].file.payload)
    #expect(try Self.problem { try together(own + [("other.shard", other)]) }.contains("counts wrong"))
  }

  @Test("what is missing is known by its number; without it the rest answers")
  func missing() throws {
    let work = try Self.work(futures: 8_192)
    let own = try Self.shards(7, work)
    let set = try together([own[6], own[0], own[3]])
    #expect(set.missingParts?.map(\.text) == ["1/7", "2/7", "4/7", "5/7"])
    let held = try set.held(by: work, threads: 2)
    // Of the first 4,096 futures none is missing.
    let blocks = Set(0..<16).union([0, 3, 6].flatMap { own[$0].file.header.blocks.joined() })
    #expect(held.paths == blocks.count * 256)
    #expect(held.result.wasInterrupted)
    let result = compare(held.result, of: held.scenario)
    #expect(result.paths == held.paths && result.plans[0].months.count == 3)
  }

  @Test("the scenario that is at hand must be the one of the files")
  func checked() throws {
    let set = try together(try Self.shards(2, try Self.work()))
    let changed = try Self.work(twoPlans.replacing("$60 per", with: "$61 per"))
    #expect(
      try Self.problem { try set.check(changed) }.contains("s.yaml is not the scenario of these shards"))
  }

  @Test("bytes that hold other numbers than a run can have are refused or read, and nothing crashes")
  func attacked() throws {
    let work = try Self.work(futures: 600)
    let own = try Self.shards(1, work)[0].file
    var chance = Chance(seed: 5)
    for _ in 0..<300 {
      var payload = own.payload
      for _ in 0..<(1 + chance.below(3)) { payload[chance.below(payload.count)] = UInt8(chance.below(256)) }
      let set = try together([("spoilt", ShardFile(own.header, payload: payload))])
      guard let held = try? set.held(by: work, threads: 1) else { continue }
      _ = compare(held.result, of: held.scenario)
    }
  }
}

@Suite struct LongRunTests {
  /// A block beyond what is kept, so that it is as quick as it can be.
  private static let futures = Simulation.mostColumns + 300

  @Test("a long run in parts is the long run")
  func parts() throws {
    let simulation = try Simulation(try scenario(), seed: 3)
    let work = ShardWork(simulation, futures: Self.futures, path: "s.yaml", text: twoPlans, program: "1")
    let whole = try #require(try LongRun(simulation, futures: Self.futures, threads: 2))
    try whole.add(BlockNumbers([0..<whole.blocks]), threads: 2)
    var files: [NamedFile] = []
    for index in 0..<3 {
      let file = try #require(try work.simulate(.init(index: index, of: 3), threads: 2))
      files.append(("\(index)", try ShardFile(bytes: file.bytes)))
    }
    let set = try together(files)
    try set.check(work)
    let merged = try #require(try LongRun(simulation, futures: Self.futures, threads: 2))
    try set.add(to: merged.comparison, of: merged.kept)
    func packed(_ run: LongRun) -> [UInt8] {
      var writer = PackedWriter()
      run.comparison.pack(into: &writer)
      return writer.bytes
    }
    #expect(packed(merged) == packed(whole))
    #expect(merged.comparison.futures == Self.futures)

    // Numbers that no run has: refused or read, and an answer is made of them.
    var chance = Chance(seed: 6)
    for _ in 0..<60 {
      var payload = files[0].file.payload
      for _ in 0..<(1 + chance.below(3)) { payload[chance.below(payload.count)] = UInt8(chance.below(256)) }
      let spoilt = try together([("spoilt", ShardFile(files[0].file.header, payload: payload))])
      let run = StreamedComparison(whole.kept, threads: 1)
      var reader = PackedReader(try spoilt.files[0].payload())
      guard (try? run.add(from: &reader, of: whole.kept)) != nil else { continue }
      _ = run.result(asked: Self.futures)
    }
  }

  @Test("the files do not grow with the number of futures")
  func size() throws {
    let simulation = try Simulation(try scenario(), seed: 3)
    func size(_ futures: Int) throws -> Int {
      let work = ShardWork(simulation, futures: futures, path: "s.yaml", text: twoPlans, program: "1")
      return try #require(try work.simulate(.init(index: 1, of: 2), threads: 2)).bytes.count
    }
    let (small, large) = (try size(Self.futures), try size(4 * Self.futures))
    #expect(Double(large) < 1.6 * Double(small), "\(small) \(large)")
  }
}
