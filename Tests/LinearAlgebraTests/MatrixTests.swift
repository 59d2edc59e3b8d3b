/// The matrix itself, and the products, against their definitions.
import LinearAlgebra
import Testing

struct MatrixTests {
  @Test func `elements lie column by column`() {
    let matrix = Matrix([[1, 2, 3], [4, 5, 6]])
    #expect(matrix.rows == 2 && matrix.columns == 3)
    #expect(matrix.elements == [1, 4, 2, 5, 3, 6])
    #expect(matrix[1, 0] == 4 && matrix[0, 2] == 3)
    #expect(Array(matrix.column(1)) == [2, 5])
    #expect(matrix == Matrix(rows: 2, columns: 3, elements: [1, 4, 2, 5, 3, 6]))
    #expect(matrix.transposed == Matrix([[1, 4], [2, 5], [3, 6]]))
    #expect(Matrix.identity(2) == Matrix([[1, 0], [0, 1]]))
  }

  private static let shapes: [(Int, Int, Int)] = [
    (1, 1, 1), (2, 3, 4), (7, 1, 5), (1, 9, 1), (33, 17, 65), (128, 40, 3), (0, 3, 2), (3, 0, 2), (3, 2, 0),
    (0, 0, 0),
  ]

  @Test(arguments: shapes)
  func `a product is the sum of products of its definition`(shape: (Int, Int, Int)) {
    var numbers = Numbers(seed: 1)
    let a = numbers.matrix(shape.0, shape.1)
    let b = numbers.matrix(shape.1, shape.2)
    #expect(distance(product(a, b), naiveProduct(a, b)) <= 1e-13)
  }

  @Test(arguments: shapes)
  func `a Gram matrix is the product of the transposed, and exactly symmetric`(shape: (Int, Int, Int)) {
    var numbers = Numbers(seed: 2)
    let x = numbers.matrix(shape.0, shape.1)
    let g = gram(of: x)
    #expect(distance(g, naiveProduct(x.transposed, x)) <= 1e-13)
    #expect(g == g.transposed)
  }

  @Test func `means and variances come from a Gram matrix with a column of ones`() {
    let x = Matrix([[1, 2, 10], [1, 4, 10], [1, 9, 10]])
    #expect(gram(of: x) == Matrix([[3, 15, 30], [15, 101, 150], [30, 150, 300]]))
  }

  @Test(arguments: shapes)
  func `a triangular product looks at the lower triangle only`(shape: (Int, Int, Int)) {
    var numbers = Numbers(seed: 3)
    var lower = numbers.matrix(shape.1, shape.1)
    let b = numbers.matrix(shape.1, shape.2)
    let c = numbers.matrix(shape.0, shape.1)
    let full = lower
    for j in 0..<shape.1 {
      for i in 0..<j { lower[i, j] = 0 }
    }
    #expect(distance(triangularProduct(full, b), naiveProduct(lower, b)) <= 1e-13)
    #expect(distance(triangularProduct(c, transposing: full), naiveProduct(c, lower.transposed)) <= 1e-13)
  }

  @Test func `the operands are left as they were`() {
    var numbers = Numbers(seed: 4)
    let a = numbers.matrix(5, 5)
    let b = numbers.matrix(5, 5)
    let (a2, b2) = (a, b)
    _ = product(a, b)
    _ = gram(of: a)
    _ = triangularProduct(a, b)
    _ = try? leastSquares(a, b)
    #expect(a == a2 && b == b2)
    #expect(a.elements == a2.elements.map { $0 + 0 })
  }

  @Test func `wrong shapes stop the program`() async {
    await #expect(processExitsWith: .failure) {
      _ = product(Matrix(rows: 2, columns: 3), Matrix(rows: 2, columns: 3))
    }
    await #expect(processExitsWith: .failure) { _ = Matrix(rows: 2, columns: 2, elements: [1, 2, 3]) }
    await #expect(processExitsWith: .failure) { _ = Matrix(rows: 1 << 31, columns: 0) }
    await #expect(processExitsWith: .failure) { _ = Matrix(rows: 2, columns: 2)[2, 0] }
    await #expect(processExitsWith: .failure) { _ = Matrix([[1, 2], [3]]) }
    await #expect(processExitsWith: .failure) {
      _ = triangularProduct(Matrix(rows: 2, columns: 3), Matrix(rows: 3, columns: 1))
    }
  }

  @Test func `the longest side that BLAS counts is a side`() {
    #expect(Matrix(rows: Int(Int32.max), columns: 0).elements.isEmpty)
    #expect(
      product(Matrix(rows: 0, columns: Int(Int32.max)), Matrix(rows: Int(Int32.max), columns: 0)).rows == 0)
  }

  @Test func `BLAS works on one thread and names its kernels`() {
    #expect(BLAS.threads == 1)
    #expect(BLAS.core?.isEmpty == false)
  }
}
