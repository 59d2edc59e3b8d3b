/// SHA-256 (FIPS 180-4): the fingerprint of the rules that a result was made by, so that two pages can be seen to rest on
/// the same ones. By hand: the alternative is a library of a thousand times the size for sixty lines.

public enum Digest {
  /// In 64 hexadecimal digits.
  public static func sha256(_ bytes: some Sequence<UInt8>) -> String {
    var message = Array(bytes)
    let length = UInt64(message.count) * 8
    message.append(0x80)
    while message.count % 64 != 56 { message.append(0) }
    for shift in stride(from: 56, through: 0, by: -8) {
      message.append(UInt8(truncatingIfNeeded: length >> shift))
    }
    var state = initial
    message.withUnsafeBufferPointer { message in
      withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 64) { words in
        constants.withUnsafeBufferPointer { constants in
          for block in stride(from: 0, to: message.count, by: 64) {
            compress(UnsafeBufferPointer(rebasing: message[block..<(block + 64)]), words, constants, &state)
          }
        }
      }
    }
    return (0..<8).map { word in
      (0..<8).map { String(state[word] >> UInt32(28 - 4 * $0) & 15, radix: 16) }.joined()
    }.joined()
  }

  /// `w`: room for 64 words.
  private static func compress(
    _ bytes: UnsafeBufferPointer<UInt8>, _ w: UnsafeMutableBufferPointer<UInt32>,
    _ constants: UnsafeBufferPointer<UInt32>, _ state: inout SIMD8<UInt32>
  ) {
    for word in 0..<16 {
      let at = 4 * word
      w[word] =
        UInt32(bytes[at]) << 24 | UInt32(bytes[at + 1]) << 16 | UInt32(bytes[at + 2]) << 8
        | UInt32(bytes[at + 3])
    }
    for t in 16..<64 {
      let (near, far) = (w[t - 2], w[t - 15])
      let s0 = turned(far, 7) ^ turned(far, 18) ^ far >> 3
      let s1 = turned(near, 17) ^ turned(near, 19) ^ near >> 10
      w[t] = w[t - 16] &+ s0 &+ w[t - 7] &+ s1
    }
    var (a, b, c, d) = (state[0], state[1], state[2], state[3])
    var (e, f, g, h) = (state[4], state[5], state[6], state[7])
    for t in 0..<64 {
      let s1 = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)
      let first = h &+ s1 &+ (e & f ^ ~e & g) &+ constants[t] &+ w[t]
      let s0 = turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)
      let second = s0 &+ (a & b ^ a & c ^ b & c)
      (h, g, f, e, d, c, b, a) = (g, f, e, d &+ first, c, b, a, first &+ second)
    }
    state &+= SIMD8(a, b, c, d, e, f, g, h)
  }

  private static func turned(_ word: UInt32, _ by: UInt32) -> UInt32 { word >> by | word << (32 - by) }

  private static let initial = SIMD8<UInt32>(
    0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19)

  private static let constants: [UInt32] = [
    0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
    0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
    0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
    0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
    0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
    0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
    0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
    0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
  ]
}
