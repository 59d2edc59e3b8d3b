/// How many of very many whole numbers are near which: a table that grows with what is seen, at most 1.8 MB whatever the number of
/// numbers, and the sum of two tables is the table of both.
///
/// Numbers are counted by their distance from a usual one. A distance below 1,024 has a place of its own; above, each octave has 1,024
/// places of one width. So a number is known to a 1,024th of its distance from the usual one, near it exactly, and how
/// the numbers are scaled does not matter. Where all numbers of a place are one (credit is bought in whole lots), it is known exactly. Such
/// tables are known from HDR histograms (G. Tene).
///
/// At the boundary: a distance of 1,023 has its own place, of 1,024 and 1,025 as well (the first octave's are 1 wide), 2,048 and 2,049 share
/// one.

import Quantities
import Results

struct Histogram: Sendable {
  private static let places = SummedUp.part
  private static let bits = 10
  /// More than any number of futures.
  private static let most: Int64 = 1 << 40
  /// Octaves above the exact places: of 64 bits, those from bit 10 on.
  private static let pages = 1 + 64 - bits

  private struct Place: Sendable {
    var count: Int64 = 0
    /// The distance that all of them have; `mixed`, where they have several.
    var only: UInt64 = 0

    static let mixed = UInt64.max

    mutating func add(_ count: Int64, _ distance: UInt64) {
      only = self.count == 0 || only == distance ? distance : Place.mixed
      self.count += count
    }
  }

  /// By page: below the usual number, the furthest last; then above it. Empty: none so far.
  private var below: [[Place]]
  private var above: [[Place]]
  /// Just the usual number; just 0, where that is another: what did not happen is told apart from what happened a little.
  private var usual: Int64 = 0
  private var zeros: Int64 = 0

  init() {
    below = Array(repeating: [], count: Histogram.pages)
    above = below
  }

  @inline(__always)
  private static func place(_ distance: UInt64) -> (page: Int, place: Int) {
    let top = 63 - distance.leadingZeroBitCount
    if top < bits { return (0, Int(distance)) }
    let octave = top - bits
    return (octave + 1, Int(truncatingIfNeeded: distance >> UInt64(octave)) & (places - 1))
  }

  /// The least distance of a place, and how many distances share it.
  private static func extent(_ page: Int, _ place: Int) -> (least: UInt64, width: UInt64) {
    if page == 0 { return (UInt64(place), 1) }
    let octave = UInt64(page - 1)
    return (UInt64(places + place) << octave, 1 << octave)
  }

  private static let emptyPage = [Place](repeating: Place(), count: places)

  mutating func add(usual count: Int64, zeros none: Int64) {
    usual += count
    zeros += none
  }

  /// Of a number that is neither.
  @inline(__always)
  mutating func add(distance: UInt64, isAbove: Bool) {
    let (page, place) = Histogram.place(distance)
    if isAbove {
      if above[page].isEmpty { above[page] = Histogram.emptyPage }
      above[page][place].add(1, distance)
    } else {
      if below[page].isEmpty { below[page] = Histogram.emptyPage }
      below[page][place].add(1, distance)
    }
  }

  mutating func add(_ other: Histogram) {
    add(usual: other.usual, zeros: other.zeros)
    Histogram.add(&below, other.below)
    Histogram.add(&above, other.above)
  }

  private static func add(_ pages: inout [[Place]], _ others: [[Place]]) {
    for (page, other) in others.enumerated() where !other.isEmpty {
      if pages[page].isEmpty {
        pages[page] = other
      } else {
        for place in other.indices where other[place].count > 0 {
          pages[page][place].add(other[place].count, other[place].only)
        }
      }
    }
  }

  var count: Int64 {
    usual + zeros + (below + above).reduce(0) { sum, page in sum + page.reduce(0) { $0 + $1.count } }
  }

  /// A number of a rank, from 0: where in its place it is by how many of those there come before it; and the ends of that place.
  struct Found {
    let value: Int64
    let least: Int64
    let most: Int64
  }

  /// At these ranks, ascending; of numbers around `centre`, none of them below `least` or above `most`.
  func numbers(at ranks: [Int], around centre: Int64, least: Int64, most: Int64) -> [Found] {
    var found: [Found] = []
    found.reserveCapacity(ranks.count)
    var passed = 0
    func number(_ distance: UInt64, isAbove: Bool) -> Int64 {
      let far = Int128(centre) + (isAbove ? Int128(distance) : -Int128(distance))
      return Int64(max(Int128(least), min(Int128(most), far)))
    }
    func note(_ place: Place, _ first: UInt64, _ room: UInt64, isAbove: Bool) {
      let count = Int(place.count)
      let (least, width) = place.only == Place.mixed ? (first, room) : (place.only, 1)
      while found.count < ranks.count, ranks[found.count] < passed + count {
        let part = UInt128(ranks[found.count] - passed)
        // In the middle of as many equal parts as there are numbers, from the smallest number on.
        let way = UInt64(UInt128(width - 1) * (2 * part + 1) / UInt128(2 * count))
        let distance = isAbove ? least + way : least + (width - 1) - way
        let ends = [number(least, isAbove: isAbove), number(least + (width - 1), isAbove: isAbove)]
        found.append(
          Found(
            value: number(distance, isAbove: isAbove), least: min(ends[0], ends[1]),
            most: max(ends[0], ends[1])))
      }
      passed += count
    }
    // Zeros come before the first place that has more than 0 in it.
    var zeros = self.zeros
    func noteZeros(before most: Int128) {
      guard zeros > 0, most >= 0 else { return }
      while found.count < ranks.count, ranks[found.count] < passed + Int(zeros) {
        found.append(Found(value: 0, least: 0, most: 0))
      }
      passed += Int(zeros)
      zeros = 0
    }
    for page in below.indices.reversed() where !below[page].isEmpty {
      for place in below[page].indices.reversed() where below[page][place].count > 0 {
        let (least, width) = Histogram.extent(page, place)
        noteZeros(before: Int128(centre) - Int128(least))
        note(below[page][place], least, width, isAbove: false)
      }
    }
    noteZeros(before: Int128(centre))
    if usual > 0 { note(Place(count: usual), 0, 1, isAbove: true) }
    for page in above.indices where !above[page].isEmpty {
      for place in above[page].indices where above[page][place].count > 0 {
        let (least, width) = Histogram.extent(page, place)
        noteZeros(before: Int128(centre) + Int128(least) + Int128(width))
        note(above[page][place], least, width, isAbove: true)
      }
    }
    noteZeros(before: 0)
    return found
  }

  func pack(into writer: inout PackedWriter) {
    writer.put(usual)
    writer.put(zeros)
    for pages in [below, above] {
      for (number, page) in pages.enumerated() {
        // Runs of empty places are told by their length.
        let last = page.lastIndex { $0.count != 0 }.map { $0 + 1 } ?? 0
        writer.put(last)
        var place = 0
        while place < last {
          if page[place].count != 0 {
            writer.put(page[place].count)
            let only = page[place].only
            // How far into its place, from 1 on; 0: they differ.
            writer.put(
              only == Place.mixed ? 0 : Int64(only - Histogram.extent(number, place).least) + 1)
            place += 1
            continue
          }
          var run = 0
          while page[place + run].count == 0 { run += 1 }
          writer.put(-run)
          place += run
        }
      }
    }
  }

  init(from reader: inout PackedReader) throws(PackedError) {
    self.init()
    usual = try reader.number()
    zeros = try reader.number()
    let few = 0..<Histogram.most
    guard few.contains(usual), few.contains(zeros) else { throw PackedError() }
    for page in below.indices { below[page] = try Histogram.page(page, from: &reader) }
    for page in above.indices { above[page] = try Histogram.page(page, from: &reader) }
  }

  private static func page(
    _ page: Int, from reader: inout PackedReader
  ) throws(PackedError) -> [Place] {
    let last = try reader.int()
    guard last >= 0, last <= places else { throw PackedError() }
    if last == 0 { return [] }
    var found = emptyPage
    var place = 0
    while place < last {
      let number = try reader.number()
      if number > 0 {
        let (least, width) = extent(page, place)
        let way = try reader.number()
        guard number < most, way >= 0, way <= width else { throw PackedError() }
        found[place] = Place(count: number, only: way == 0 ? Place.mixed : least + UInt64(way - 1))
        place += 1
      } else {
        guard number < 0, number >= -Int64(last - place) else { throw PackedError() }
        place += Int(-number)
      }
    }
    return found
  }
}
