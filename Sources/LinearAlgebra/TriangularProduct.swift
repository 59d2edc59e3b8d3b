/// `lower b`, by dtrmm. What `lower` holds above its diagonal is not looked at.

public func triangularProduct(_ lower: Matrix, _ b: consuming Matrix) -> Matrix {
  precondition(lower.columns == b.rows, "as many columns on the left as rows on the right")
  return multiplied(b, by: lower, on: Side.left)
}

/// `b transposed(lower)`: the same for rows instead of columns. Independent shocks, a column for each
/// workload and a row for each path, become correlated ones.
public func triangularProduct(_ b: consuming Matrix, transposing lower: Matrix) -> Matrix {
  precondition(b.columns == lower.columns, "as many columns on the left as rows of the transposed")
  return multiplied(b, by: lower, on: Side.right)
}

private func multiplied(
  _ b: consuming Matrix, by lower: Matrix, on side: Int32
) -> Matrix {
  precondition(lower.rows == lower.columns, "a square triangle")
  var result = b
  guard result.rows > 0, result.columns > 0 else { return result }
  let (m, n, leading) = (result.rows32, result.columns32, result.leading)
  typealias Multiply =
    @convention(c) (
      Int32, Int32, Int32, Int32, Int32, Int32, Int32, Double, UnsafePointer<Double>?, Int32,
      UnsafeMutablePointer<Double>?, Int32
    ) -> Void
  let transpose = side == Side.left ? Transpose.no : Transpose.yes
  let done: Void? = BLAS.call(BLAS.openBLAS, "cblas_dtrmm", as: Multiply.self) { multiply in
    result.withElements { elements in
      multiply(
        Order.byColumns, side, Triangle.lower, transpose, Triangle.anyDiagonal, m, n, 1, lower.elements,
        lower.leading, elements, leading)
    }
  }
  guard done == nil else { return result }
  var below = lower
  for j in 0..<below.columns {
    for i in 0..<j { below[i, j] = 0 }
  }
  return side == Side.left ? product(below, result) : product(result, below.transposed)
}
