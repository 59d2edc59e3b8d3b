/// `lower b`, by dtrmm. What `lower` holds above its diagonal is not looked at.

import COpenBLAS

public func triangularProduct(_ lower: Matrix, _ b: consuming Matrix) -> Matrix {
  precondition(lower.columns == b.rows, "as many columns on the left as rows on the right")
  return multiplied(b, by: lower, on: CblasLeft, CblasNoTrans)
}

/// `b transposed(lower)`: the same for rows instead of columns. Independent shocks, a column for each
/// workload and a row for each path, become correlated ones.
public func triangularProduct(_ b: consuming Matrix, transposing lower: Matrix) -> Matrix {
  precondition(b.columns == lower.columns, "as many columns on the left as rows of the transposed")
  return multiplied(b, by: lower, on: CblasRight, CblasTrans)
}

private func multiplied(
  _ b: consuming Matrix, by lower: Matrix, on side: CBLAS_SIDE, _ transpose: CBLAS_TRANSPOSE
) -> Matrix {
  precondition(lower.rows == lower.columns, "a square triangle")
  precondition(BLAS.threads == 1)
  var result = b
  guard result.rows > 0, result.columns > 0 else { return result }
  let (m, n, leading) = (result.rows32, result.columns32, result.leading)
  result.withElements { elements in
    cblas_dtrmm(
      CblasColMajor, side, CblasLower, transpose, CblasNonUnit, m, n, 1, lower.elements, lower.leading,
      elements,
      leading)
  }
  return result
}
