/// The lower triangular `l` with `l transposed(l) = a` and a positive diagonal, by dpotrf; zeros above
/// the diagonal.
/// At the boundary: two perfectly correlated columns (a pivot of exactly 0) are refused.

import COpenBLAS

public func cholesky(_ a: Matrix) throws(LinearAlgebraError) -> Matrix {
  precondition(a.rows == a.columns, "a square matrix")
  precondition(BLAS.threads == 1)
  try a.requireFinite()
  for j in 0..<a.columns {
    for i in 0..<j where a[i, j] != a[j, i] { throw .notSymmetric(row: i, column: j) }
  }
  guard a.rows > 0 else { return a }
  var result = a
  let (n, leading) = (a.rows32, a.leading)
  let info = result.withElements {
    LAPACKE_dpotrf(LAPACK_COL_MAJOR, CChar(UInt8(ascii: "L")), n, $0, leading)
  }
  precondition(info >= 0, "dpotrf takes these arguments")
  guard info == 0 else { throw .notPositiveDefinite(pivot: Int(info) - 1) }
  for j in 0..<a.columns {
    for i in 0..<j { result[i, j] = 0 }
  }
  return result
}
