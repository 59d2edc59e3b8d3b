/// Sobol's points, of which the first 2^k fill a cube far more evenly than random ones do, in 32 bits a coordinate.
/// Source of the numbers: S. Joe and F. Y. Kuo, "Constructing Sobol sequences with better two-dimensional projections",
/// SIAM J. Sci. Comput. 30 (2008), file new-joe-kuo-6, its first 16 dimensions.

package enum Sobol {
  package static let dimensions = 16

  /// Degree and coefficients of a dimension's polynomial, and its first direction numbers; the first dimension has none.
  private static let polynomials: [(coefficients: UInt32, first: [UInt32])] = [
    (0, [1]), (1, [1, 3]), (1, [1, 3, 1]), (2, [1, 1, 1]), (1, [1, 1, 3, 3]), (4, [1, 3, 5, 13]),
    (2, [1, 1, 5, 5, 17]), (4, [1, 1, 5, 5, 5]), (7, [1, 1, 7, 11, 19]), (11, [1, 1, 5, 1, 1]),
    (13, [1, 1, 1, 3, 11]), (14, [1, 3, 5, 5, 31]), (1, [1, 3, 3, 9, 7, 49]), (13, [1, 1, 1, 15, 21, 21]),
    (16, [1, 3, 1, 13, 27, 49]),
  ]

  /// By bit of the index: what it brings to each coordinate.
  private static let directions: [SIMD16<UInt32>] = {
    var rows = [SIMD16<UInt32>](repeating: .zero, count: 32)
    for bit in 0..<32 { rows[bit][0] = 1 << UInt32(31 - bit) }
    for (dimension, (coefficients, first)) in polynomials.enumerated() {
      let degree = first.count
      var numbers = first.enumerated().map { $1 << UInt32(31 - $0) }
      for bit in degree..<32 {
        var number = numbers[bit - degree] ^ (numbers[bit - degree] >> UInt32(degree))
        for term in 1..<max(degree, 1) where coefficients >> UInt32(degree - 1 - term) & 1 == 1 {
          number ^= numbers[bit - term]
        }
        numbers.append(number)
      }
      for bit in 0..<32 { rows[bit][dimension + 1] = numbers[bit] }
    }
    return rows
  }()

  /// All coordinates of the point of this index, 32 bits each.
  package static func point(_ index: UInt32) -> SIMD16<UInt32> {
    directions.withUnsafeBufferPointer { directions in
      var (point, rest) = (SIMD16<UInt32>.zero, index)
      while rest != 0 {
        point ^= directions[rest.trailingZeroBitCount]
        rest &= rest &- 1
      }
      return point
    }
  }
}
