"""What a person is still to receive, part by part."""
