/// A part of a comparison, for one of several processes or machines: what `--shard` says, and the file that comes of it.
///
/// At the boundary: parts count from 0, as 0/3, 1/3 and 2/3; `1of3` counts from 1, and it is said that it is 0/3. 3/3 is none.

import Analysis
import Documents
import Formats
import Shards
import Simulation

extension Invocation {
  /// Nil: nobody asked for a part. `others`: options that say something of the whole.
  func part(not others: [Option]) throws(Stop) -> ShardHeader.Part? {
    guard let text = self[SimulationOptions.shard] else { return nil }
    for option in others where has(option) {
      throw usage(
        "\(option.name) is about the whole, and --shard writes a part; leave it out, or give it to `lotwise merge` if that knows it"
      )
    }
    guard has(.out) else {
      throw usage("--shard writes a file for `lotwise merge`; say where with --out, as --out part.shard")
    }
    if let part = ShardHeader.Part(text) { return part }
    let words = text.lowercased().filter { !" -_".contains($0) }
    if let middle = words.firstRange(of: "of"), let number = Int(words[..<middle.lowerBound]),
      let count = Int(words[middle.upperBound...]), number >= 1, number <= count
    {
      let part = ShardHeader.Part(index: number - 1, of: count)
      console.note("note: part \(number) of \(count), counted from 1, is --shard \(part.text)")
      return part
    }
    let ends = text.split(separator: "/").compactMap { Int($0) }
    if ends.count == 2, ends[1] > 0, ends[0] == ends[1] {
      throw usage(
        "--shard counts from 0: the last of \(ends[1]) parts is \(ends[0] - 1)/\(ends[1]), or \(ends[1])of\(ends[1])"
      )
    }
    throw usage(
      "--shard is a part of the whole, as 0/4 for the first of four and 3/4 for the last, not \(quoted(text))"
    )
  }
}

extension Shard {
  /// Of a file, which must be whole.
  init(path: String) throws(ShardError) {
    self.init(quoted(path), try Shard.file(path)) { () throws(ShardError) in try Shard.file(path) }
  }

  private static func file(_ path: String) throws(ShardError) -> ShardFile {
    let bytes: [UInt8]?
    do throws(InputFile.Refusal) {
      bytes = try InputFile(path: path).bytes(limit: ShardFile.limit)
    } catch { throw ShardError("\(quoted(path)): \(error.problem); \(error.remedy)") }
    guard let bytes else {
      throw ShardError("\(quoted(path)) is larger than any shard is; name another file")
    }
    do throws(ShardError) { return try ShardFile(bytes: bytes) } catch {
      throw ShardError("\(quoted(path)) \(error)")
    }
  }
}

extension Comparing {
  func work(_ simulation: Simulation, futures: Int) -> ShardWork {
    ShardWork(simulation, futures: futures, path: path, text: input.explained, program: lotwiseVersion)
  }

  /// The file of a part.
  func write(_ part: ShardHeader.Part) throws(Stop) {
    var output = try Output.opened(path: invocation[.out])
    let threads = try invocation.threads()
    let work = work(try simulation(), futures: try invocation.paths())
    var bar: ProgressBar?
    let found: ShardFile?
    do throws(SimulationError) {
      defer { bar?.wipe() }
      found = try work.simulate(
        part, threads: threads, isInterrupted: { Signals.isInterrupted },
        progress: { done, all in
          let shown = bar ?? ProgressBar(total: all, from: 0, console: invocation.console)
          bar = shown
          shown.show(done)
        })
    } catch { throw .failure("\(error)") }
    guard let found else { throw .interrupted }
    var buffer = ByteBuffer()
    buffer.append(found.bytes)
    try output.write(&buffer)
    try output.finish()
  }
}
