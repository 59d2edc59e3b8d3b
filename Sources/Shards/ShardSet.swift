/// Files of parts that are to be put together: whether they are of one run, whether any future is there twice, and what is missing.
///
/// At the boundary: the same part twice is taken once, if it is the same to the byte; twice with other bytes is refused, for one of two
/// machines that simulate the same futures counts wrong. Parts of two divisions (2/3 and 4/7) may be put together as long as
/// no block is in both.

import Analysis
import Quantities
import Simulation

/// One of the files: what it says of itself, and how to get the rest when it is its turn, so that a thousand of them take the room of one.
public struct Shard: Sendable {
  public let name: String
  public let header: ShardHeader
  /// Of the rest, its SHA-256.
  let digest: String
  public let payload: @Sendable () throws(ShardError) -> [UInt8]

  public init(_ name: String, _ file: ShardFile) { self.init(name, file) { () throws(ShardError) in file } }

  /// `file`: read now; `again`: reads it once more.
  public init(
    _ name: String, _ file: ShardFile, again: @escaping @Sendable () throws(ShardError) -> ShardFile
  ) {
    self.name = name
    header = file.header
    let digest = Digest.sha256(file.payload)
    self.digest = digest
    payload = { () throws(ShardError) in
      let file = try again()
      guard Digest.sha256(file.payload) == digest else {
        throw ShardError("\(name) was changed while it was read; try again")
      }
      return file.payload
    }
  }
}

public struct ShardSet: Sendable {
  /// Of the run that all of them are of.
  public let header: ShardHeader
  /// By their first block; each block once.
  public let files: [Shard]
  /// Blocks that no file has.
  public let missing: [Range<Int>]
  /// Files that were left out, as another one has the same.
  public let repeated: [String]

  public init(_ all: [Shard]) throws(ShardError) {
    guard let first = all.first else {
      throw ShardError("no shards were named; name the files to put together")
    }
    header = first.header
    var files: [Shard] = []
    var repeated: [String] = []
    for next in all {
      try ShardSet.check(next, against: first)
      let own = next.header.blocks
      if own.isEmpty { continue }
      if let same = files.first(where: { $0.header.blocks == own }) {
        guard same.digest == next.digest else {
          throw ShardError(
            "\(same.name) and \(next.name) are of the same futures, and say something else of them; one of the machines counts wrong: simulate this part on a third one"
          )
        }
        repeated.append(next.name)
        continue
      }
      if let other = files.first(where: { ShardSet.overlap($0.header.blocks, own) }) {
        throw ShardError(
          "\(other.name) and \(next.name) have futures in common; leave one of them away, and simulate what is then missing"
        )
      }
      files.append(next)
    }
    files.sort { ShardSet.begin($0) < ShardSet.begin($1) }
    self.files = files
    self.repeated = repeated
    missing =
      BlockNumbers(files.flatMap(\.header.blocks))
      .missing(in: 0..<Simulation.blocks(of: header.futures)).ranges
  }

  private static func begin(_ file: Shard) -> Int { file.header.blocks.first?.lowerBound ?? 0 }

  private static func overlap(_ a: [Range<Int>], _ b: [Range<Int>]) -> Bool {
    a.contains { one in b.contains { one.overlaps($0) } }
  }

  /// Each thing that two parts of a run have alike.
  private static func check(_ file: Shard, against first: Shard) throws(ShardError) {
    let (own, header) = (file.header, first.header)
    func refuse(_ what: String, _ remedy: String) -> ShardError {
      ShardError("\(file.name) \(what) than \(first.name); \(remedy)")
    }
    let again = "put together only parts of one run"
    if own.program != header.program {
      throw refuse(
        "was made by another version (\(own.program))", "simulate and merge with one version of the program")
    }
    if own.scenario != header.scenario { throw refuse("is of another scenario (\(own.path))", again) }
    if own.card != header.card { throw refuse("is of other prices", again) }
    if own.seed != header.seed { throw refuse("is of another seed (\(own.seed))", again) }
    if own.sampling != header.sampling { throw refuse("was sampled in another way", again) }
    if own.futures != header.futures {
      throw refuse("is of a run of another number of futures (\(own.futures))", again)
    }
    if own.engine != header.engine || own.layout != header.layout {
      throw refuse(
        "comes from a machine or a program that makes other numbers",
        "simulate both with the same program; if they are, one of the machines counts wrong")
    }
  }

  /// Futures that are there.
  public var futures: Int {
    files.flatMap(\.header.blocks).reduce(0) { sum, range in
      sum + min(header.futures, range.upperBound * Simulation.usualBlock)
        - min(header.futures, range.lowerBound * Simulation.usualBlock)
    }
  }

  /// The parts that have what is missing, if all files are of one division.
  public var missingParts: [ShardHeader.Part]? {
    let counts = Set(files.map { $0.header.part?.count })
    guard counts.count == 1, let count = counts.first.flatMap(\.self) else { return nil }
    let present = Set(files.compactMap { $0.header.part?.index })
    let all = Simulation.blocks(of: header.futures)
    // A part of no blocks need not be there.
    return (0..<count).filter { !present.contains($0) }.map { ShardHeader.Part(index: $0, of: count) }
      .filter { !$0.blocks(of: all).isEmpty }
  }

  // MARK: Put together

  /// Whether this scenario, these prices and this program are those of the files: `work` is what would simulate them here.
  public func check(_ work: ShardWork) throws(ShardError) {
    let engine: String
    do throws(SimulationError) { engine = try work.engine() } catch { throw ShardError("\(error)") }
    let own = work.header(nil, [], engine: engine, layout: header.layout)
    if own.program != header.program {
      throw ShardError(
        "these shards were made by version \(header.program), and this is \(own.program); simulate and merge with one version"
      )
    }
    if own.scenario != header.scenario {
      throw ShardError(
        "\(own.path) is not the scenario of these shards, or was changed since; put back what it was, or name the one that they are of with --scenario"
      )
    }
    if own.card != header.card {
      throw ShardError("the prices of \(own.path) are not those of these shards; put back what they were")
    }
    if own.engine != header.engine {
      throw ShardError(
        "this program, with this scenario and what it names, makes other numbers than those of these shards; merge where nothing was changed since"
      )
    }
  }

  /// Of a run whose futures are kept: all that are there. Months and orders are told of the first 4,096 futures: of these, what is missing
  /// is simulated here.
  public func held(by work: ShardWork, threads: Int) throws(ShardError) -> Simulation {
    var blocks: [Int: [UInt8]] = [:]
    for shard in files {
      var reader = PackedReader(try shard.payload())
      do throws(PackedError) {
        for number in shard.header.blocks.joined() { blocks[number] = try reader.blob() }
        guard reader.isAtEnd else { throw PackedError() }
      } catch { throw ShardError("\(shard.name) \(ShardFile.damaged)") }
    }
    let first = 0..<Simulation.blocks(of: Simulation.keptPaths)
    for range in missing where range.overlaps(first) {
      let wanted = range.clamped(to: first)
      do throws(SimulationError) {
        let made = try work.simulation.packed(wanted, of: header.futures, threads: threads)
        for (number, block) in zip(wanted, made) { blocks[number] = block }
      } catch { throw ShardError("\(error)") }
    }
    do throws(PackedError) {
      return try work.simulation.holding(blocks, asked: header.futures)
    } catch { throw ShardError("one of these files \(ShardFile.damaged)") }
  }

  /// Of a long run: adds all that is there.
  public func add(to comparison: StreamedComparison, of kept: Simulation) throws(ShardError) {
    guard comparison.fingerprint == header.layout else {
      throw ShardError(
        "\(files.first?.name ?? "a shard") comes from a machine or a program that makes other numbers than this one; merge with the program that simulated"
      )
    }
    for shard in files {
      var reader = PackedReader(try shard.payload())
      do throws(PackedError) {
        try comparison.add(from: &reader, of: kept)
        guard reader.isAtEnd else { throw PackedError() }
      } catch { throw ShardError("\(shard.name) \(ShardFile.damaged)") }
    }
  }
}
