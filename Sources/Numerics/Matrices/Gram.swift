/// The Gram matrix `transposed(x) x`, by dsyrk: the sums of products of all pairs of columns, from
/// which come all means, variances and paired differences (with a column of ones among them). Exactly
/// symmetric. Small ones are summed here: to load the library takes 4 ms, in which a small matrix is long done; of whole numbers
/// below 2^53 the sums are the same bits either way.

public func gram(of x: Matrix) -> Matrix {
  var result = Matrix(rows: x.columns, columns: x.columns)
  guard x.columns > 0, x.rows > 0 else { return result }
  let (n, k, leading) = (x.columns32, x.rows32, result.leading)
  typealias Multiply =
    @convention(c) (
      Int32, Int32, Int32, Int32, Int32, Double, UnsafePointer<Double>?, Int32, Double,
      UnsafeMutablePointer<Double>?, Int32
    ) -> Void
  let products = x.rows * x.columns * (x.columns + 1) / 2
  let done: Void? =
    products < leastForBLAS
    ? nil
    : BLAS.call(BLAS.openBLAS, "cblas_dsyrk", as: Multiply.self) { multiply in
      result.withElements { c in
        multiply(
          Order.byColumns, Triangle.lower, Transpose.yes, n, k, 1, x.elements, x.leading, 0, c, leading)
      }
    }
  if done == nil {
    for j in 0..<x.columns {
      for i in j..<x.columns { result[i, j] = dot(x.column(i), x.column(j)) }
    }
  }
  for j in 0..<x.columns {
    for i in 0..<j { result[i, j] = result[j, i] }
  }
  return result
}

/// Multiplications of a matrix that is worth calling the library for.
private let leastForBLAS = 1 << 19

/// The sum of products, where OpenBLAS is not asked, in eight lanes.
private func dot(_ a: ArraySlice<Double>, _ b: ArraySlice<Double>) -> Double {
  var sums = SIMD8<Double>.zero
  var rest = 0.0
  a.withUnsafeBytes { a in
    b.withUnsafeBytes { b in
      let count = a.count / 8
      let whole = count & ~7
      var at = 0
      while at < whole {
        sums +=
          a.loadUnaligned(fromByteOffset: at &* 8, as: SIMD8<Double>.self)
          * b.loadUnaligned(fromByteOffset: at &* 8, as: SIMD8<Double>.self)
        at &+= 8
      }
      while at < count {
        rest +=
          a.loadUnaligned(fromByteOffset: at &* 8, as: Double.self)
          * b.loadUnaligned(fromByteOffset: at &* 8, as: Double.self)
        at &+= 1
      }
    }
  }
  return ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7])) + rest
}
