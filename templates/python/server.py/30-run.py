if __name__ == "__main__":
    run(app, settings)
