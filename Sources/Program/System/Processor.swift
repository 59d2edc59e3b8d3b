/// The CPU that the program runs on, as the kernel describes it. Where there is no such description, or it lacks a line (as
/// on other kinds of CPU), that is nil and not a guess.

import Glibc

struct Processor {
  /// `Intel(R) Xeon(R) Processor @ 2.80GHz`.
  private(set) var model: String?
  private(set) var hasAVX2: Bool?
  private(set) var hasAVX512: Bool?
  /// How many processors this process may use: a scheduler of a cluster, or `taskset`, may allow less than there are.
  private(set) var allowed: Int?

  static var present: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

  /// The one that this runs on.
  static var current: Processor {
    var processor = Processor()
    // The lines of the first of them; all have the same.
    processor.model = line("model name", of: "/proc/cpuinfo").map(String.init)
    if let flags = line("flags", of: "/proc/cpuinfo")?.split(separator: " ") {
      processor.hasAVX2 = flags.contains("avx2")
      processor.hasAVX512 = flags.contains("avx512f")
    }
    processor.allowed = line("Cpus_allowed_list", of: "/proc/self/status").flatMap(count)
    return processor
  }

  /// `0-3,8` are five.
  private static func count(of list: Substring) -> Int? {
    var sum = 0
    for range in list.split(separator: ",") {
      let ends = range.split(separator: "-").compactMap { Int($0) }
      guard let first = ends.first, let last = ends.last, last >= first else { return nil }
      sum += last - first + 1
    }
    return sum
  }

  /// What stands behind `name:` where it first begins a line of a file of the kernel's.
  private static func line(_ name: String, of path: String) -> Substring? {
    text(of: path).split(separator: "\n").lazy.map { $0.split(separator: ":", maxSplits: 1) }
      .first { $0.count == 2 && $0[0].prefix { $0 != "\t" } == name }
      .map { $0[1].drop { $0 == " " || $0 == "\t" } }
  }

  private static func text(of path: String) -> String {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return "" }
    defer { close(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = read(file, &chunk, chunk.count), count > 0 { bytes += chunk[..<count] }
    return String(decoding: bytes, as: UTF8.self)
  }
}
