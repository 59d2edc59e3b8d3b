/// Least squares: closed forms, the normal equations, and designs that determine nothing.
import LinearAlgebra
import Testing

struct LeastSquaresTests {
  private func failure(_ design: Matrix, _ observed: Matrix) -> LinearAlgebraError? {
    do throws(LinearAlgebraError) {
      _ = try leastSquares(design, observed)
      return nil
    } catch {
      return error
    }
  }

  @Test func `a line through points is the line of the closed form`() throws {
    // Slope = covariance / variance, intercept = mean - slope x mean, by hand: 1.4 and -0.5 (residuals 0.2).
    let design = Matrix([[1, 1], [1, 2], [1, 3], [1, 4]])
    let fit = try leastSquares(design, Matrix([[1], [2], [4], [5]]))
    #expect(distance(fit.coefficients, Matrix([[-0.5], [1.4]])) <= 1e-14)
    #expect(abs(fit.residualSquares[0] - 0.2) <= 1e-14)
  }

  @Test func `as many points as coefficients are met exactly`() throws {
    let fit = try leastSquares(Matrix([[2, 1], [1, 3]]), Matrix([[5, 1], [10, 0]]))
    #expect(distance(fit.coefficients, Matrix([[1, 0.6], [3, -0.2]])) <= 1e-14)
    #expect(fit.residualSquares == [0, 0])
  }

  @Test(arguments: [(5, 1), (20, 3), (100, 12), (300, 40)])
  func `residuals are orthogonal to the design`(shape: (Int, Int)) throws {
    var numbers = Numbers(seed: 5)
    let design = numbers.matrix(shape.0, shape.1)
    let observed = numbers.matrix(shape.0, 3)
    let fit = try leastSquares(design, observed)
    var residuals = naiveProduct(design, fit.coefficients)
    for j in 0..<3 {
      var squares = 0.0
      for i in 0..<shape.0 {
        residuals[i, j] = observed[i, j] - residuals[i, j]
        squares += residuals[i, j] * residuals[i, j]
      }
      #expect(abs(squares - fit.residualSquares[j]) <= 1e-11)
    }
    let projected = naiveProduct(design.transposed, residuals)
    #expect(distance(projected, Matrix(rows: shape.1, columns: 3)) <= 1e-11)
  }

  @Test func `a column that follows from those before it is named`() {
    let y = Matrix([[1], [2], [3], [4]])
    #expect(failure(Matrix([[0], [0], [0], [0]]), y) == .dependentColumn(0))
    #expect(failure(Matrix([[1, 2], [2, 4], [3, 6], [4, 8]]), y) == .dependentColumn(1))
    // A constant, and weekday indicators that add up to it: the usual slip.
    let indicators = Matrix([[1, 1, 0], [1, 0, 1], [1, 1, 0], [1, 0, 1]])
    #expect(failure(indicators, y) == .dependentColumn(2))
    // Dependent but for rounding: 0.1 + 0.2 is not 0.3.
    let rounded = Matrix([[0.1, 0.2, 0.3], [0.7, 0.1, 0.8], [0.3, 0.3, 0.6], [0.9, 0.7, 1.6]])
    #expect(failure(rounded, y) == .dependentColumn(2))
    #expect(failure(rounded, y)?.description == "column 3 follows from the columns before it; leave it out")
  }

  @Test func `the unit of a column does not make it dependent`() throws {
    // Dollars beside nano-dollars, 1e-200 beside 1e200.
    for scale in [1e-9, 1e-100, 1e100] {
      let design = Matrix([[1, scale], [1, 2 * scale], [1, 4 * scale]])
      let fit = try leastSquares(design, Matrix([[3], [5], [9]]))
      #expect(abs(fit.coefficients[0, 0] - 1) <= 1e-12)
      #expect(abs(fit.coefficients[1, 0] * scale - 2) <= 1e-12)
    }
    // Nearly dependent, yet not: a part in a million is new.
    let close = Matrix([[1, 1], [1, 1.000_001], [1, 1]])
    #expect(failure(close, Matrix([[1], [2], [1]])) == nil)
  }

  @Test func `too few or unusable observations are refused`() throws {
    #expect(failure(Matrix([[1, 2]]), Matrix([[1]])) == .tooFewRows(rows: 1, columns: 2))
    #expect(
      failure(Matrix(rows: 0, columns: 1), Matrix(rows: 0, columns: 1)) == .tooFewRows(rows: 0, columns: 1))
    #expect(failure(Matrix([[1], [.nan]]), Matrix([[1], [1]])) == .notFinite(row: 1, column: 0))
    #expect(failure(Matrix([[1], [1]]), Matrix([[1], [.infinity]])) == .notFinite(row: 1, column: 0))
    let none = try leastSquares(Matrix(rows: 3, columns: 0), Matrix([[1], [2], [2]]))
    #expect(none.coefficients.rows == 0 && none.residualSquares == [9])
  }
}
