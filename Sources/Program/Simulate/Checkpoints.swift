/// What a long run has done so far, in files beside its report from which another run goes on: `--resume`. Each process writes its own
/// file, as large as a shard, anew after 2, 4, 8, ... seconds and then once a minute, and when it is interrupted. At the end they are
/// removed.
///
/// At the boundary: a process that is alone keeps nothing without --resume, and leaves what is there; several keep it always, and refuse a
/// folder with such files, which may be hours of work, unless they are to go on from it. What a process had begun when it was killed
/// is done again.

import Analysis
import Documents
import Formats
import Glibc
import Quantities
import Runs
import Shards
import Simulation

final class Checkpoints {
  private let folder: String
  private let work: ShardWork
  private let engine: String
  private let console: Console
  private var path = ""
  private var stopwatch = Stopwatch()
  private var next = 2.0
  private static let longest = 60.0
  /// What earlier runs had done.
  private(set) var earlier: ShardSet?
  private var files: [String] = []

  /// `folder`: of the report. `isResumed`: what is there is gone on from.
  init(in report: String, _ work: ShardWork, isResumed: Bool, console: Console) throws(Stop) {
    let report = report.count > 1 && report.hasSuffix("/") ? String(report.dropLast()) : report
    folder = report + "/parts"
    self.work = work
    self.console = console
    do throws(SimulationError) { engine = try work.engine() } catch { throw .failure("\(error)") }
    if Together.writes { try begin(isResumed: isResumed) }
    // Files of one run have one number: a name that no earlier one has.
    let generation = Together.shared(files.compactMap(Checkpoints.generation).max() ?? 0) + 1
    path = "\(folder)/\(generation)-\(Together.ranks?.rank ?? 0).shard"
  }

  private func begin(isResumed: Bool) throws(Stop) {
    if mkdir(folder, 0o777) != 0, errno != EEXIST {
      throw .failure(
        "cannot make the folder \(quoted(folder)): \(systemError()); make its folder first, or write elsewhere"
      )
    }
    files = names().filter { Checkpoints.generation($0) != nil }
    guard !files.isEmpty else { return }
    guard isResumed else {
      throw .failure(
        "\(quoted(folder)) holds what an earlier run had done; go on from it with --resume, or remove the folder"
      )
    }
    var found: [Shard] = []
    for name in files {
      do throws(ShardError) {
        found.append(try Shard(path: "\(folder)/\(name)"))
      } catch {
        console.note("note: \(error); it is left out")
      }
    }
    guard !found.isEmpty else { return }
    do throws(ShardError) {
      let set = try ShardSet(found)
      let header = set.header
      guard header.futures == work.futures, header.seed == work.simulation.seed,
        header.sampling == work.simulation.sampling
      else {
        throw ShardError(
          "what is there is of a run with other --paths, --seed or --sampling; give the same"
        )
      }
      try set.check(work)
      earlier = set
      console.note("note: goes on from \(grouped(set.futures)) of \(grouped(work.futures)) futures")
    } catch { throw .failure("cannot go on from \(quoted(folder)): \(error), or remove the folder") }
  }

  private func names() -> [String] {
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      // A killed process may leave a file that it had just begun.
      if Checkpoints.generation(name) != nil || name.hasPrefix(".lotwise-") { names.append(name) }
    }
    return names.sorted()
  }

  /// `3-0.shard` is of the third run.
  private static func generation(_ name: String) -> Int? {
    let parts = name.split(separator: "-")
    guard parts.count == 2, parts[1].hasSuffix(".shard"), Int(parts[1].dropLast(6)) != nil else { return nil }
    return Int(parts[0])
  }

  /// The blocks that are left, the same for every rank.
  var left: BlockNumbers {
    let done = BlockNumbers(earlier?.files.flatMap(\.header.blocks) ?? [])
    return Together.shared(done).missing(in: 0..<Simulation.blocks(of: work.futures))
  }

  /// Nothing more is done here, of these blocks: if an interrupt was the reason, what is done is kept. Then what earlier runs had done is
  /// added, on the one rank that has read it.
  func end(
    _ own: StreamedComparison, of blocks: BlockNumbers, _ run: LongRun
  ) throws(SimulationError) {
    if Signals.isInterrupted, own.blocks.count < blocks.count {
      // The interrupt was heard, and must not break off the writing.
      Signals.acknowledge()
      write(own)
    }
    do throws(ShardError) { try earlier?.add(to: own, of: run.kept) } catch {
      throw SimulationError(plan: nil, message: "\(error)")
    }
  }

  /// Writes the file if it is time.
  func note(_ own: StreamedComparison) {
    guard stopwatch.running >= next else { return }
    next = stopwatch.running + min(Checkpoints.longest, max(2, stopwatch.running))
    write(own)
  }

  private func write(_ own: StreamedComparison) {
    var writer = PackedWriter()
    let blocks = own.pack(into: &writer)
    let file = ShardFile(
      work.header(nil, blocks.ranges, engine: engine, layout: own.fingerprint), payload: writer.bytes)
    do throws(Stop) {
      var output = try Output.opened(path: path, everyRank: true)
      var buffer = ByteBuffer()
      buffer.append(file.bytes)
      try output.write(&buffer)
      try output.finish()
      Signals.advise("; what was done is in \(quoted(folder)): the same again with --resume goes on")
    } catch {
      // The run is worth more than a file to go on from.
      if case .failure(let reason) = error { console.note("note: \(reason); what is done is not kept") }
      next = .infinity
    }
  }

  /// The report is there: nothing is left to go on from.
  func remove() {
    guard Together.writes else { return }
    Signals.advise("")
    for name in names() { unlink("\(folder)/\(name)") }
    rmdir(folder)
  }
}
