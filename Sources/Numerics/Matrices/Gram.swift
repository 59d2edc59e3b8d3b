/// The Gram matrix `transposed(x) x`, by dsyrk: the sums of products of all pairs of columns, from
/// which come all means, variances and paired differences (with a column of ones among them). Exactly
/// symmetric.

public func gram(of x: Matrix) -> Matrix {
  var result = Matrix(rows: x.columns, columns: x.columns)
  guard x.columns > 0, x.rows > 0 else { return result }
  let (n, k, leading) = (x.columns32, x.rows32, result.leading)
  typealias Multiply =
    @convention(c) (
      Int32, Int32, Int32, Int32, Int32, Double, UnsafePointer<Double>?, Int32, Double,
      UnsafeMutablePointer<Double>?, Int32
    ) -> Void
  let done: Void? = BLAS.call(BLAS.openBLAS, "cblas_dsyrk", as: Multiply.self) { multiply in
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

/// The sum of products, where OpenBLAS is not there.
func dot(_ a: ArraySlice<Double>, _ b: ArraySlice<Double>) -> Double {
  var sum = 0.0
  for (x, y) in zip(a, b) { sum += x * y }
  return sum
}
