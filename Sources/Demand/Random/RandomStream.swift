/// The random numbers of one purpose in one future. Each is a pure function of (seed, path, purpose, index): threads,
/// tiles and the order of drawing do not matter. The key is the seed, the counter (block, purpose low, path, purpose high).

public struct RandomStream: Sendable {
  let key: SIMD2<UInt32>
  /// Words of the counter.
  let purposeLow: UInt32
  let path: UInt32
  let purposeHigh: UInt32

  public init(seed: UInt64, path: Int, purpose: Purpose) {
    precondition(path >= 0 && path >> 32 == 0, "there are 2^32 futures")
    key = SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32))
    purposeLow = UInt32(truncatingIfNeeded: purpose.code)
    self.path = UInt32(truncatingIfNeeded: path)
    purposeHigh = UInt32(truncatingIfNeeded: purpose.code >> 32)
  }

  /// 64 random bits: of block index / 2 the lower half if the index is even, the upper one if it is odd.
  public func word(_ index: Int) -> UInt64 {
    precondition(index >= 0 && index >> 33 == 0, "a stream has 2^33 words")
    let block = Philox.block(
      SIMD4(UInt32(truncatingIfNeeded: index >> 1), purposeLow, path, purposeHigh), key: key)
    return index & 1 == 0
      ? UInt64(block.x) | UInt64(block.y) << 32 : UInt64(block.z) | UInt64(block.w) << 32
  }

  /// Open (0, 1) and symmetric about 1/2.
  public func uniform(_ index: Int) -> Double { Self.uniform(word: word(index)) }

  /// The upper 52 bits, in the middle of their cell. One bit more, and the last cell's middle would round up to 1.
  @inlinable @inline(__always)
  public static func uniform(word: UInt64) -> Double { (Double(word &>> 12) + 0.5) * 0x1p-52 }

  /// The same as `word(index + i)` for each i, many at a time.
  public func fill(_ words: UnsafeMutableBufferPointer<UInt64>, from index: Int) {
    guard let base = words.baseAddress, !words.isEmpty else { return }
    precondition(index >= 0 && (index + words.count - 1) >> 33 == 0, "a stream has 2^33 words")
    var done = 0
    if index & 1 == 1 {
      base[0] = word(index)
      done = 1
    }
    let blocks = (words.count - done) / 2
    Philox.fill(
      base + done, blocks: blocks, first: UInt32(truncatingIfNeeded: (index + done) >> 1), purposeLow, path,
      purposeHigh, key: key)
    done += 2 * blocks
    if done < words.count { base[done] = word(index + done) }
  }
}
