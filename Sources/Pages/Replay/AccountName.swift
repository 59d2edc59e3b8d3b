/// A lot's name as one part of an hledger account. Account names end at two blanks and divide at colons, and
/// a journal with a letter outside ASCII cannot be read in every locale; so every byte that is not plain
/// is written as `%` and two hexadecimal digits, as in a web address. Different names stay different.

package enum AccountName {
  /// Both sides of the boundary: `lot 2` stays as it is; of the two blanks in `lot  2` the second
  /// becomes `%20`, because two would end the account.
  package static func escaped(_ name: String) -> [UInt8] {
    let bytes = Array(name.utf8)
    // Alone, the sign of an escape stands for no name at all: it occurs in no other.
    guard !bytes.isEmpty else { return [UInt8(ascii: "%")] }
    let digits = Array("0123456789ABCDEF".utf8)
    var result: [UInt8] = []
    for (index, byte) in bytes.enumerated() {
      let isInnerBlank =
        byte == UInt8(ascii: " ") && index > 0 && index < bytes.count - 1
        && bytes[index - 1] != UInt8(ascii: " ")
      if isInnerBlank || isPlain(byte) {
        result.append(byte)
      } else {
        result += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return result
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "%"), UInt8(ascii: ":"), UInt8(ascii: ";"): false
    case 0x21...0x7E: true
    default: false
    }
  }
}
