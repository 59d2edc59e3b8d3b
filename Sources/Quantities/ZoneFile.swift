/// A zone's file in the tz database: TZif, version 2 or later (RFC 8536). It holds the changes twice,
/// in 32 and in 64 bits, and after them the yearly rule; the second copy and the rule are what is read.
/// Whatever the bytes are, the result is a table or a reason, never a crash.

package struct DamagedZone: Error, Hashable {
  package let reason: String
}

extension ZoneTable {
  package convenience init(file bytes: [UInt8]) throws(DamagedZone) {
    var reader = ZoneFileReader(bytes)
    let old = try reader.header()
    try reader.skip(old.size(timeWidth: 4))
    let header = try reader.header()
    guard header.leaps == 0 else { throw DamagedZone(reason: "it counts leap seconds") }
    guard header.types > 0 else { throw DamagedZone(reason: "it has no type of local time") }
    try reader.check(header.size(timeWidth: 8))
    let times = try reader.integers(header.times, width: 8)
    let typeOfTime = try reader.integers(header.times, width: 1)
    var offsets: [Int64] = []
    for _ in 0..<header.types {
      offsets.append(try reader.integer(width: 4))
      // Whether this is daylight time, and its name.
      try reader.skip(2)
    }
    try reader.skip(header.names + header.standards + header.universals)
    guard offsets.allSatisfy({ abs($0) < 26 * TimeSpan.hour }) else {
      throw DamagedZone(reason: "a clock in it is more than a day off UTC")
    }
    var changes: [(at: Int64, offset: Int64)] = []
    for (time, type) in zip(times, typeOfTime) {
      // One byte, read as signed.
      let index = Int(type & 0xFF)
      guard index < offsets.count else { throw DamagedZone(reason: "a change in it has no type") }
      guard time > changes.last?.at ?? Int64.min else {
        throw DamagedZone(reason: "its changes are not in order of time")
      }
      changes.append((time, offsets[index]))
    }
    let footer = try reader.line()
    let rule = ZoneRule(footer)
    guard rule != nil || footer.isEmpty else { throw DamagedZone(reason: "its yearly rule cannot be read") }
    self.init(initial: offsets[0], changes: changes, rule: rule)
  }
}

/// The counts at the head of each of a file's two halves.
private struct ZoneFileHeader {
  let universals, standards, leaps, times, types, names: Int

  /// The bytes that follow the header. The counts have 32 bits, so this does not overflow.
  func size(timeWidth: Int) -> Int {
    times * (timeWidth + 1) + types * 6 + names + leaps * (timeWidth + 4) + standards + universals
  }
}

private struct ZoneFileReader {
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  func check(_ count: Int) throws(DamagedZone) {
    guard count <= bytes.count - position else { throw DamagedZone(reason: "it ends too early") }
  }

  mutating func skip(_ count: Int) throws(DamagedZone) {
    try check(count)
    position += count
  }

  /// A big-endian number in two's complement.
  mutating func integer(width: Int) throws(DamagedZone) -> Int64 {
    try check(width)
    var value = Int64(Int8(bitPattern: bytes[position]))
    for byte in bytes[(position + 1)..<(position + width)] { value = value << 8 | Int64(byte) }
    position += width
    return value
  }

  mutating func integers(_ count: Int, width: Int) throws(DamagedZone) -> [Int64] {
    var values: [Int64] = []
    values.reserveCapacity(count)
    for _ in 0..<count { values.append(try integer(width: width)) }
    return values
  }

  mutating func header() throws(DamagedZone) -> ZoneFileHeader {
    try check(44)
    guard bytes[position..<position + 4].elementsEqual("TZif".utf8) else {
      throw DamagedZone(reason: "it does not begin with TZif")
    }
    guard bytes[position + 4] >= UInt8(ascii: "2") else {
      throw DamagedZone(reason: "it is of version 1, without the years after 2037")
    }
    try skip(20)
    var counts: [Int] = []
    for _ in 0..<6 { counts.append(Int(try integer(width: 4) & 0xFFFF_FFFF)) }
    return ZoneFileHeader(
      universals: counts[0], standards: counts[1], leaps: counts[2], times: counts[3], types: counts[4],
      names: counts[5])
  }

  /// What stands between two line feeds.
  mutating func line() throws(DamagedZone) -> ArraySlice<UInt8> {
    let lineFeed = UInt8(ascii: "\n")
    guard position < bytes.count, bytes[position] == lineFeed,
      let end = bytes[(position + 1)...].firstIndex(of: lineFeed)
    else { throw DamagedZone(reason: "it ends too early") }
    return bytes[(position + 1)..<end]
  }
}
