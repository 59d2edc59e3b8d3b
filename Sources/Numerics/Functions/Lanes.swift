/// Eight numbers side by side, as the vectors of a CPU hold them.

extension SIMD8<Double> {
  /// The sum, halves upon each other: in one order, so that it is the same on every CPU.
  @inlinable @inline(__always)
  public var sumInFixedOrder: Double {
    let four = lowHalf + highHalf
    let two = four.lowHalf + four.highHalf
    return two.x + two.y
  }
}
