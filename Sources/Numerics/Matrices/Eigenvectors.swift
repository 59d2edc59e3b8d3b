/// Eigenvectors of a small symmetric matrix, by Jacobi's rotations in a fixed order: the largest eigenvalue first, each vector
/// of length 1, its elements summing to 0 or more.
///
/// Written here and not left to LAPACK, whose last bits change with the CPU (Cholesky.swift tells what was measured):
/// what comes from here goes into demand, which is the same bytes on every CPU. Of 32 rows it takes less than
/// loading the library does.
/// Source: Golub and Van Loan, Matrix Computations, 8.5; rotations by rows until nothing is left beside the diagonal.

public struct Eigenvectors: Sendable {
  public let size: Int
  /// Descending.
  public let values: [Double]
  /// By rows: one vector after the other, in the order of the values.
  public let vectors: [Double]

  private static let mostSweeps = 30

  /// `matrix`: by rows, symmetric.
  public init(_ matrix: [Double], size n: Int) {
    precondition(n >= 0 && matrix.count == n * n, "a square matrix")
    var a = matrix
    var v = [Double](repeating: 0, count: n * n)
    for i in 0..<n { v[i * n + i] = 1 }
    for _ in 0..<Eigenvectors.mostSweeps {
      var (beside, own) = (0.0, 0.0)
      for i in 0..<n {
        own += a[i * n + i] * a[i * n + i]
        for j in 0..<i { beside += a[i * n + j] * a[i * n + j] }
      }
      guard beside > 1e-30 * own else { break }
      for p in 0..<n {
        for q in (p + 1)..<Swift.max(n, p + 1) { Eigenvectors.rotate(&a, &v, n, p, q) }
      }
    }
    let order = (0..<n).sorted { (-a[$0 * n + $0], $0) < (-a[$1 * n + $1], $1) }
    size = n
    let found = a
    values = order.map { found[$0 * n + $0] }
    vectors = order.flatMap { row -> [Double] in
      let vector = Array(v[(row * n)..<(row * n + n)])
      return vector.reduce(0, +) < 0 ? vector.map { -$0 } : vector
    }
  }

  /// Makes element (p, q) zero; the vectors turn with the rows.
  private static func rotate(_ a: inout [Double], _ v: inout [Double], _ n: Int, _ p: Int, _ q: Int) {
    let beside = a[p * n + q]
    guard beside != 0 else { return }
    let half = (a[q * n + q] - a[p * n + p]) / (2 * beside)
    let root = (1 + half * half).squareRoot()
    let t = half >= 0 ? 1 / (half + root) : 1 / (half - root)
    guard t.isFinite else { return }
    let c = 1 / (1 + t * t).squareRoot()
    let s = t * c
    for k in 0..<n {
      let (x, y) = (a[k * n + p], a[k * n + q])
      a[k * n + p] = c * x - s * y
      a[k * n + q] = s * x + c * y
    }
    for k in 0..<n {
      let (x, y) = (a[p * n + k], a[q * n + k])
      a[p * n + k] = c * x - s * y
      a[q * n + k] = s * x + c * y
      let (u, w) = (v[p * n + k], v[q * n + k])
      v[p * n + k] = c * u - s * w
      v[q * n + k] = s * u + c * w
    }
  }
}
