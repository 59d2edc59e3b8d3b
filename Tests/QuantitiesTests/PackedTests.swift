/// Numbers as bytes: back and forth at both sides of every length, and nothing that is read is trusted.

import Quantities
import Testing

@Suite struct PackedTests {
  private static let numbers: [Int64] = {
    var numbers: [Int64] = [0, 1, -1, 63, 64, -64, -65, 8_191, 8_192, (1 << 62) - 1, -(1 << 62) + 1]
    for bit in 0..<62 {
      let power = Int64(1) << Int64(bit)
      numbers += [power, -power, power - 1]
    }
    return numbers
  }()

  @Test("a number comes back as it was")
  func back() throws {
    for number in Self.numbers {
      var writer = PackedWriter()
      writer.put(number)
      writer.put(Int128(number) << 50)
      writer.put(Double(number) / 3)
      var reader = PackedReader(writer.bytes)
      #expect(try reader.number() == number)
      #expect(try reader.wide() == Int128(number) << 50)
      #expect(try reader.double() == Double(number) / 3)
      #expect(reader.isAtEnd)
    }
    var writer = PackedWriter()
    writer.put(Self.numbers)
    writer.put([Int128](repeating: -1, count: 3))
    writer.put("a name\n")
    var reader = PackedReader(writer.bytes)
    #expect(try reader.numbers() == Self.numbers)
    #expect(try reader.wides(3) == [-1, -1, -1])
    #expect(try reader.text() == "a name\n")
  }

  @Test(
    "what nobody wrote is refused",
    arguments: [
      [], [0x80], [UInt8](repeating: 0x80, count: 11), [UInt8](repeating: 0xFF, count: 9) + [1],
      [UInt8](repeating: 0xFF, count: 9) + [2], [UInt8](repeating: 0xFF, count: 30),
    ])
  func refused(_ bytes: [UInt8]) {
    typealias Read = (inout PackedReader) throws -> Void
    let reads: [Read] = [
      { _ = try $0.number() }, { _ = try $0.numbers() }, { _ = try $0.blob() }, { _ = try $0.count() },
    ]
    for read in reads {
      var reader = PackedReader(bytes)
      #expect(throws: PackedError.self) { try read(&reader) }
    }
  }

  @Test("a number of 2^62, a wide one of 2^113 and a count of more than there is are refused")
  func bounds() throws {
    var writer = PackedWriter()
    writer.put(Int64(1) << 62)
    var reader = PackedReader(writer.bytes)
    #expect(throws: PackedError.self) { try reader.number() }
    writer = PackedWriter()
    writer.put(Int128(1) << 113)
    reader = PackedReader(writer.bytes)
    #expect(throws: PackedError.self) { try reader.wide() }
    writer = PackedWriter()
    writer.put(3)
    writer.put(1)
    writer.put(2)
    reader = PackedReader(writer.bytes)
    #expect(throws: PackedError.self) { try reader.numbers() }
    reader = PackedReader(writer.bytes)
    #expect(throws: PackedError.self) { try reader.wides(2) }
  }
}
