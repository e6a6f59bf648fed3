package io.quadriga.process.internal;

import io.quadriga.spi.FrameBuffer;
import io.quadriga.spi.Run;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.SerializedLambda;
import org.jspecify.annotations.Nullable;

/**
 * Names the method that is the body of a serializable lambda.
 *
 * @param host the class that the lambda was written in, as in a class file
 * @param name the name of the method
 * @param descriptor what it takes and returns, as in a class file
 * @param instance whether the lambda captured {@code this}, which is its first captured value then
 * @param shape how it is called; what that passes follows the captured values
 */
record LambdaBody(String host, String name, String descriptor, boolean instance, Run.Shape shape) {

    private static final int INSTANCE = 4;

    /** Returns the body of a lambda, {@code null} if it is none that can be called by name. */
    static @Nullable LambdaBody of(SerializedLambda lambda) {
        Run.Shape shape = shapeOf(lambda);
        int kind = lambda.getImplMethodKind();
        boolean instance = kind != MethodHandleInfo.REF_invokeStatic;
        if (shape == null
                || kind == MethodHandleInfo.REF_newInvokeSpecial
                || !lambda.getImplClass().equals(lambda.getCapturingClass())) {
            return null;
        }
        LambdaBody body =
                new LambdaBody(
                        lambda.getImplClass(),
                        lambda.getImplMethodName(),
                        lambda.getImplMethodSignature(),
                        instance,
                        shape);
        return body.captures() == lambda.getCapturedArgCount() ? body : null;
    }

    private static Run.@Nullable Shape shapeOf(SerializedLambda lambda) {
        String method =
                lambda.getFunctionalInterfaceMethodName()
                        .concat(lambda.getFunctionalInterfaceMethodSignature());
        return switch (method) {
            case "call()Ljava/lang/Object;" -> Run.Shape.CALL;
            case "run()V" -> Run.Shape.RUN;
            case "apply(Ljava/lang/Object;)Ljava/lang/Object;" -> Run.Shape.APPLY;
            case "apply(Ljava/lang/Object;Ljava/lang/Object;)Ljava/lang/Object;" ->
                    Run.Shape.APPLY_PAIR;
            default -> null;
        };
    }

    /** How many values the lambda captured; negative if the descriptor makes no sense. */
    int captures() {
        return Descriptor.parameters(descriptor) - Shapes.arguments(shape) + (instance ? 1 : 0);
    }

    /** Returns what {@link #decode} reads. */
    byte[] encode(int number) {
        FrameBuffer out =
                new FrameBuffer(host.length() + name.length() + descriptor.length() + Long.BYTES);
        Values.writeNumber(number, out);
        out.write(Shapes.code(shape) | (instance ? INSTANCE : 0));
        Values.writeName(host, out);
        Values.writeName(name, out);
        Values.writeName(descriptor, out);
        return out.toByteArray();
    }

    /** Reads what {@link #encode} wrote, behind the number. */
    static LambdaBody decode(FrameReader in) {
        int flags = in.readByte();
        if (flags >= INSTANCE * 2) {
            throw FrameReader.damaged("flags=" + flags);
        }
        String host = Values.readName(in);
        String name = Values.readName(in);
        String descriptor = Values.readName(in);
        Run.Shape shape = Shapes.of(flags);
        LambdaBody body = new LambdaBody(host, name, descriptor, (flags & INSTANCE) != 0, shape);
        if (in.remaining() != 0 || body.captures() < (body.instance ? 1 : 0)) {
            throw FrameReader.damaged("descriptor=" + descriptor + ", left=" + in.remaining());
        }
        return body;
    }
}
