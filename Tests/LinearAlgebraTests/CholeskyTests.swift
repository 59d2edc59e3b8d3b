/// The Cholesky factor: by hand, against its definition, and both sides of "positive definite".
import LinearAlgebra
import Testing

struct CholeskyTests {
  private func failure(_ a: Matrix) -> LinearAlgebraError? {
    do throws(LinearAlgebraError) {
      _ = try cholesky(a)
      return nil
    } catch {
      return error
    }
  }

  @Test func `a factor that is known by hand`() throws {
    let a = Matrix([[4, 12, -16], [12, 37, -43], [-16, -43, 98]])
    #expect(try distance(cholesky(a), Matrix([[2, 0, 0], [6, 1, 0], [-8, 5, 3]])) <= 1e-12)
    #expect(try cholesky(Matrix.identity(4)) == .identity(4))
    #expect(try cholesky(Matrix(rows: 0, columns: 0)).elements.isEmpty)
  }

  @Test func `two shocks of correlation r: the second keeps the root of 1 - r x r`() throws {
    for r in [-0.99, -0.5, 0, 0.6, 0.99] {
      let l = try cholesky(Matrix([[1, r], [r, 1]]))
      #expect(distance(l, Matrix([[1, 0], [r, (1 - r * r).squareRoot()]])) <= 1e-15)
    }
  }

  @Test(arguments: [1, 2, 3, 10, 64, 65, 130])
  func `the factor times its transposed is the matrix`(size: Int) throws {
    var numbers = Numbers(seed: UInt64(size))
    var a = gram(of: numbers.matrix(size + 5, size))
    for i in 0..<size { a[i, i] += 1 }
    let l = try cholesky(a)
    #expect(distance(naiveProduct(l, l.transposed), a) <= 1e-11)
    for j in 0..<size {
      #expect(l[j, j] > 0)
      for i in 0..<j { #expect(l[i, j] == 0) }
    }
  }

  @Test func `the first pivot that is not positive is named`() {
    #expect(failure(Matrix([[0]])) == .notPositiveDefinite(pivot: 0))
    #expect(failure(Matrix([[-1, 0], [0, 1]])) == .notPositiveDefinite(pivot: 0))
    #expect(failure(Matrix([[1, 1], [1, 1]])) == .notPositiveDefinite(pivot: 1))
    #expect(failure(Matrix([[1, 0.5], [0.5, 1]])) == nil)
    // Three shocks that cannot all be so opposed: -1/2 each is the limit.
    func equally(_ r: Double) -> Matrix { Matrix([[1, r, r], [r, 1, r], [r, r, 1]]) }
    #expect(failure(equally(-0.49)) == nil)
    #expect(failure(equally(-0.51)) == .notPositiveDefinite(pivot: 2))
    #expect(
      failure(equally(-0.51))?.description
        == "the matrix is not positive definite: its first 3 rows contradict each other; "
        + "use weaker correlations"
    )
  }

  @Test func `what is not symmetric or not finite is refused at its place`() {
    #expect(failure(Matrix([[1, 0.5], [0.4, 1]])) == .notSymmetric(row: 0, column: 1))
    for bad in [Double.nan, .infinity, -.infinity] {
      #expect(failure(Matrix([[1, 0], [bad, 1]])) == .notFinite(row: 1, column: 0))
    }
    #expect(
      failure(Matrix([[1, 0], [.nan, 1]]))?.description
        == "the number in row 2, column 1 is not finite; use finite numbers")
  }
}
