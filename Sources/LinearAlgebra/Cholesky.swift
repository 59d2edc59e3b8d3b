/// The lower triangular `l` with `l transposed(l) = a` and a positive diagonal, by dpotrf; zeros above
/// the diagonal.
/// At the boundary: two perfectly correlated columns (a pivot of exactly 0) are refused.

public func cholesky(_ a: Matrix) throws(LinearAlgebraError) -> Matrix {
  precondition(a.rows == a.columns, "a square matrix")
  try a.requireFinite()
  for j in 0..<a.columns {
    for i in 0..<j where a[i, j] != a[j, i] { throw .notSymmetric(row: i, column: j) }
  }
  guard a.rows > 0 else { return a }
  var result = a
  let (n, leading) = (a.rows32, a.leading)
  typealias Factorise =
    @convention(c) (Int32, CChar, Int32, UnsafeMutablePointer<Double>?, Int32) -> Int32
  let found = BLAS.call(BLAS.lapack, "LAPACKE_dpotrf", as: Factorise.self) { factorise in
    result.withElements { factorise(Order.byColumns, CChar(UInt8(ascii: "L")), n, $0, leading) }
  }
  guard let info = found else { throw .unavailable }
  precondition(info >= 0, "dpotrf takes these arguments")
  guard info == 0 else { throw .notPositiveDefinite(pivot: Int(info) - 1) }
  for j in 0..<a.columns {
    for i in 0..<j { result[i, j] = 0 }
  }
  return result
}
