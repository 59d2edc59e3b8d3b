/// The matrix product `a b`, by dgemm.

import COpenBLAS

public func product(_ a: Matrix, _ b: Matrix) -> Matrix {
  precondition(a.columns == b.rows, "as many columns on the left as rows on the right")
  precondition(BLAS.threads == 1)
  var result = Matrix(rows: a.rows, columns: b.columns)
  // BLAS leaves nothing to be done without rows, columns or terms: the sum of no terms is 0.
  guard a.rows > 0, b.columns > 0, a.columns > 0 else { return result }
  let (m, n, k, leading) = (a.rows32, b.columns32, a.columns32, result.leading)
  result.withElements { c in
    cblas_dgemm(
      CblasColMajor, CblasNoTrans, CblasNoTrans, m, n, k, 1, a.elements, a.leading, b.elements, b.leading, 0,
      c,
      leading)
  }
  return result
}
