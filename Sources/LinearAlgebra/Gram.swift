/// The Gram matrix `transposed(x) x`, by dsyrk: the sums of products of all pairs of columns, from
/// which come all means, variances and paired differences (with a column of ones among them). Exactly
/// symmetric.

import COpenBLAS

public func gram(of x: Matrix) -> Matrix {
  precondition(BLAS.threads == 1)
  var result = Matrix(rows: x.columns, columns: x.columns)
  guard x.columns > 0, x.rows > 0 else { return result }
  let (n, k, leading) = (x.columns32, x.rows32, result.leading)
  result.withElements { c in
    cblas_dsyrk(CblasColMajor, CblasLower, CblasTrans, n, k, 1, x.elements, x.leading, 0, c, leading)
  }
  for j in 0..<x.columns {
    for i in 0..<j { result[i, j] = result[j, i] }
  }
  return result
}
