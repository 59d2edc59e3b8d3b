/// Coefficients that fit observations best, and how well.

public struct LeastSquares: Sendable {
  /// A row for each column of the design, a column for each column of observations.
  public let coefficients: Matrix
  /// What is left unexplained: the sum of squared residuals of each column of observations.
  public let residualSquares: [Double]
}

/// The `x` that makes `design x - observed` smallest in squares, column by column, by dgels (QR). A
/// column of the design counts as dependent on those before it if less than `rows x 2^-52` of its
/// length is independent of them; the unit in which it is measured does not matter.
public func leastSquares(_ design: Matrix, _ observed: Matrix) throws(LinearAlgebraError) -> LeastSquares {
  precondition(design.rows == observed.rows, "one row of observations for each row of the design")
  let (rows, columns) = (design.rows, design.columns)
  guard rows >= columns else { throw .tooFewRows(rows: rows, columns: columns) }
  try design.requireFinite()
  try observed.requireFinite()
  var qr = design
  var solution = observed
  if rows > 0, columns > 0, observed.columns > 0 {
    let (m, n, nrhs) = (design.rows32, design.columns32, observed.columns32)
    let leading = design.leading
    typealias Solve =
      @convention(c) (
        Int32, CChar, Int32, Int32, Int32, UnsafeMutablePointer<Double>?, Int32,
        UnsafeMutablePointer<Double>?, Int32
      ) -> Int32
    let found = BLAS.call(BLAS.lapack, "LAPACKE_dgels", as: Solve.self) { solve in
      qr.withElements { a in
        solution.withElements { b in
          solve(Order.byColumns, CChar(UInt8(ascii: "N")), m, n, nrhs, a, leading, b, leading)
        }
      }
    }
    guard let info = found else { throw .unavailable }
    precondition(info >= 0, "dgels takes these arguments")
    if info > 0 { throw .dependentColumn(Int(info) - 1) }
    for j in 0..<columns {
      // Column j of R is as long as column j of the design, and its last element is what is new in it.
      let length = (0...j).reduce(0) { hypotenuse($0, qr[$1, j]) }
      guard abs(qr[j, j]) > Double(rows) * 0x1p-52 * length else { throw .dependentColumn(j) }
    }
  }
  var coefficients = Matrix(rows: columns, columns: observed.columns)
  var residualSquares: [Double] = []
  for k in 0..<observed.columns {
    for i in 0..<columns { coefficients[i, k] = solution[i, k] }
    residualSquares.append((columns..<rows).reduce(0) { $0 + solution[$1, k] * solution[$1, k] })
  }
  return LeastSquares(coefficients: coefficients, residualSquares: residualSquares)
}

/// The length of (a, b), where squares would leave the range of a double.
private func hypotenuse(_ a: Double, _ b: Double) -> Double {
  let (long, short) = (max(abs(a), abs(b)), min(abs(a), abs(b)))
  if long == 0 { return 0 }
  let ratio = short / long
  return long * (1 + ratio * ratio).squareRoot()
}
