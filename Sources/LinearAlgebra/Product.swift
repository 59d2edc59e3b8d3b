/// The matrix product `a b`, by dgemm.

public func product(_ a: Matrix, _ b: Matrix) -> Matrix {
  precondition(a.columns == b.rows, "as many columns on the left as rows on the right")
  var result = Matrix(rows: a.rows, columns: b.columns)
  // BLAS leaves nothing to be done without rows, columns or terms: the sum of no terms is 0.
  guard a.rows > 0, b.columns > 0, a.columns > 0 else { return result }
  let (m, n, k, leading) = (a.rows32, b.columns32, a.columns32, result.leading)
  typealias Multiply =
    @convention(c) (
      Int32, Int32, Int32, Int32, Int32, Int32, Double, UnsafePointer<Double>?, Int32, UnsafePointer<Double>?,
      Int32, Double, UnsafeMutablePointer<Double>?, Int32
    ) -> Void
  let done: Void? = BLAS.call(BLAS.openBLAS, "cblas_dgemm", as: Multiply.self) { multiply in
    result.withElements { c in
      multiply(
        Order.byColumns, Transpose.no, Transpose.no, m, n, k, 1, a.elements, a.leading, b.elements, b.leading,
        0, c, leading)
    }
  }
  guard done == nil else { return result }
  let rows = a.transposed
  for j in 0..<b.columns {
    for i in 0..<a.rows { result[i, j] = dot(rows.column(i), b.column(j)) }
  }
  return result
}
