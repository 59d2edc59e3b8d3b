/// Which blocks of futures: ranges of their numbers, ascending and apart, so that millions of them take no room.

import Quantities

public struct BlockNumbers: Hashable, Sendable {
  public private(set) var ranges: [Range<Int>]
  /// How many come before each range.
  private var before: [Int]

  /// `ranges`: in any order; what is in two of them is there once.
  public init(_ ranges: [Range<Int>] = []) {
    var joined: [Range<Int>] = []
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) where !range.isEmpty {
      if let last = joined.last, range.lowerBound <= last.upperBound {
        joined[joined.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
      } else {
        joined.append(range)
      }
    }
    self.ranges = joined
    before = []
    var count = 0
    for range in joined {
      before.append(count)
      count += range.count
    }
  }

  public var count: Int { (before.last ?? 0) + (ranges.last?.count ?? 0) }

  /// By place, from 0.
  public subscript(place: Int) -> Int {
    var (low, high) = (0, ranges.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if before[middle] <= place { low = middle } else { high = middle }
    }
    return ranges[low].lowerBound + place - before[low]
  }

  public mutating func insert(_ number: Int) {
    // Blocks come nearly in order.
    if let last = ranges.last, number == last.upperBound {
      ranges[ranges.count - 1] = last.lowerBound..<(number + 1)
    } else {
      self = BlockNumbers(ranges + [number..<(number + 1)])
    }
  }

  public func union(_ other: BlockNumbers) -> BlockNumbers { BlockNumbers(ranges + other.ranges) }

  public func clamped(to limits: Range<Int>) -> BlockNumbers {
    BlockNumbers(ranges.map { $0.clamped(to: limits) })
  }

  /// Those of a range that are not among these.
  public func missing(in all: Range<Int>) -> BlockNumbers {
    var missing: [Range<Int>] = []
    var next = all.lowerBound
    for range in ranges.map({ $0.clamped(to: all) }) where !range.isEmpty {
      if next < range.lowerBound { missing.append(next..<range.lowerBound) }
      next = max(next, range.upperBound)
    }
    if next < all.upperBound { missing.append(next..<all.upperBound) }
    return BlockNumbers(missing)
  }

  public func pack(into writer: inout PackedWriter) {
    writer.put(ranges.flatMap { [Int64($0.lowerBound), Int64($0.upperBound)] })
  }

  public init(from reader: inout PackedReader) throws(PackedError) {
    let ends = try reader.numbers().map { Int($0) }
    var ranges: [Range<Int>] = []
    for place in stride(from: 0, to: ends.count, by: 2) {
      guard place + 1 < ends.count, 0 <= ends[place], ends[place] < ends[place + 1] else {
        throw PackedError()
      }
      ranges.append(ends[place]..<ends[place + 1])
    }
    self.init(ranges)
  }
}
